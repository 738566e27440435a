/** Recall@K and normalised mutual information on images of known classes. */
@NullMarked
package org.likeness.evaluate.retrieval;

import org.jspecify.annotations.NullMarked;
