/** How good an encoder is: each measure with its protocol. Sees an encoder, never a method. */
@NullMarked
package org.likeness.evaluate;

import org.jspecify.annotations.NullMarked;
