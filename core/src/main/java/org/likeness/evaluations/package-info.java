/** The list of evaluations. */
@NullMarked
package org.likeness.evaluations;

import org.jspecify.annotations.NullMarked;
