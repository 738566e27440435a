/** How well embeddings use their space: spread, effective rank, uniformity. */
@NullMarked
package org.likeness.evaluate.spread;

import org.jspecify.annotations.NullMarked;
