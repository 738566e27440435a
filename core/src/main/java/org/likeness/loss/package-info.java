/** One loss per file: pure functions, tensors in, tensor out. No banks, no processes. */
@NullMarked
package org.likeness.loss;

import org.jspecify.annotations.NullMarked;
