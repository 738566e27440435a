/**
 * Readers of data sets: folders, CSV, tar shards, published data sets by name, and what fetches
 * them.
 */
@NullMarked
package org.likeness.data.source;

import org.jspecify.annotations.NullMarked;
