/**
 * One paper's loss a file: pure functions, tensors in, tensor out. Knows neither banks nor
 * processes.
 */
@NullMarked
package org.likeness.loss;

import org.jspecify.annotations.NullMarked;
