/** Evaluation with altered copies, without labels. */
@NullMarked
package org.likeness.evaluate.copies;

import org.jspecify.annotations.NullMarked;
