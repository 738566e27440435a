/** The checks of the command doctor. */
@NullMarked
package org.likeness.cli.doctor;

import org.jspecify.annotations.NullMarked;
