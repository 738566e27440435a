/** Layers that libtorch lacks: heads, normalisation. */
@NullMarked
package org.likeness.nn;

import org.jspecify.annotations.NullMarked;
