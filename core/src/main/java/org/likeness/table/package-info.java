/**
 * Embedding tables: vectors of a data set in a folder, written batch by batch, read without
 * loading.
 */
@NullMarked
package org.likeness.table;

import org.jspecify.annotations.NullMarked;
