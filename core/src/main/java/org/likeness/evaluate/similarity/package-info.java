/** Similarities of neighbours of the same class and of others. */
@NullMarked
package org.likeness.evaluate.similarity;

import org.jspecify.annotations.NullMarked;
