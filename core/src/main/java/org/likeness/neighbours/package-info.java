/** Exact search of the nearest rows by cosine. */
@NullMarked
package org.likeness.neighbours;

import org.jspecify.annotations.NullMarked;
