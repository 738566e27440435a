/** Files: safetensors, JSON, CSV, and replacing a file atomically. */
@NullMarked
package org.likeness.io;

import org.jspecify.annotations.NullMarked;
