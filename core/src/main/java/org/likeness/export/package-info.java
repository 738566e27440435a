/** Encoders and embedding tables as files that others read. */
@NullMarked
package org.likeness.export;

import org.jspecify.annotations.NullMarked;
