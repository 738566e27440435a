/** Random numbers as a function of seed, purpose, epoch, item and draw. */
@NullMarked
package org.likeness.random;

import org.jspecify.annotations.NullMarked;
