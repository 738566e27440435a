/** K-means and principal components of the rows of a matrix. */
@NullMarked
package org.likeness.clustering;

import org.jspecify.annotations.NullMarked;
