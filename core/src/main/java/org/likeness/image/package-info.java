/** Images: headers, decoding to 8-bit RGB. */
@NullMarked
package org.likeness.image;

import org.jspecify.annotations.NullMarked;
