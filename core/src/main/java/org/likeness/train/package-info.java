/** The loop, checkpoints, run directories, and what listens to them. */
@NullMarked
package org.likeness.train;

import org.jspecify.annotations.NullMarked;
