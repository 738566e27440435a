/** Whether a trained encoder is better than what it began from, and whether to train on. */
@NullMarked
package org.likeness.verdict;

import org.jspecify.annotations.NullMarked;
