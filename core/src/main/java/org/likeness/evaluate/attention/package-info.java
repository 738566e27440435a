/** Where the last block of a vision transformer looks. */
@NullMarked
package org.likeness.evaluate.attention;

import org.jspecify.annotations.NullMarked;
