/**
 * From a data set to batches: threads decode images, render views and fill the memory of a batch.
 */
@NullMarked
package org.likeness.data.load;

import org.jspecify.annotations.NullMarked;
