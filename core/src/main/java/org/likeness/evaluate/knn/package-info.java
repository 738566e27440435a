/** Weighted nearest-neighbour classification. */
@NullMarked
package org.likeness.evaluate.knn;

import org.jspecify.annotations.NullMarked;
