/**
 * Embedding tables: vectors of a data set in a folder, written batch by batch, memory-mapped for
 * reading.
 */
@NullMarked
package org.likeness.table;

import org.jspecify.annotations.NullMarked;
