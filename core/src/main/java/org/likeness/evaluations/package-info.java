/** The list of evaluations: a new one is a package below {@code evaluate} and a line there. */
@NullMarked
package org.likeness.evaluations;

import org.jspecify.annotations.NullMarked;
