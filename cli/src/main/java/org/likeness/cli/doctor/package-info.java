/** What the command doctor finds out about a machine. */
@NullMarked
package org.likeness.cli.doctor;

import org.jspecify.annotations.NullMarked;
