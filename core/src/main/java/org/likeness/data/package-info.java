/** Data sets, splits, samplers, plans and batches. */
@NullMarked
package org.likeness.data;

import org.jspecify.annotations.NullMarked;
