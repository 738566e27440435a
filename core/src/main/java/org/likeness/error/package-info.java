/** Failures that are one sentence and an exit code. */
@NullMarked
package org.likeness.error;

import org.jspecify.annotations.NullMarked;
