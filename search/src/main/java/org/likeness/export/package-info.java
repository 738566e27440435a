/** Embedding tables in the formats of other tools: Parquet and CSV. */
@NullMarked
package org.likeness.export;

import org.jspecify.annotations.NullMarked;
