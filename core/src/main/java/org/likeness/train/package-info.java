/** The training loop, its options, checkpoints, and what listens to them. */
@NullMarked
package org.likeness.train;

import org.jspecify.annotations.NullMarked;
