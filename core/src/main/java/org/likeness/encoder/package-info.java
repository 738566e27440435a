/**
 * The result of a run: computes embeddings of images. Evaluation, search and export see an {@link
 * org.likeness.encoder.Encoder}, never the method that trained it.
 */
@NullMarked
package org.likeness.encoder;

import org.jspecify.annotations.NullMarked;
