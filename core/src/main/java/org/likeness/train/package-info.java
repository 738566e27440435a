/** The training loop, its options, checkpoints and listeners. */
@NullMarked
package org.likeness.train;

import org.jspecify.annotations.NullMarked;
