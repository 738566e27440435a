/** Data sets, samplers and the loader: from files to batches. */
@NullMarked
package org.likeness.data;

import org.jspecify.annotations.NullMarked;
