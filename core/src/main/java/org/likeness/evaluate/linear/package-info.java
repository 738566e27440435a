/** A linear classifier on the features of a network that stays as it is. */
@NullMarked
package org.likeness.evaluate.linear;

import org.jspecify.annotations.NullMarked;
