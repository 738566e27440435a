/** Pictures: headers, decoding, one 8-bit RGB form. */
@NullMarked
package org.likeness.image;

import org.jspecify.annotations.NullMarked;
