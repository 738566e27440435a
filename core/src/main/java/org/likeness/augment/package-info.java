/** One class per image operation, and the views that are made of them. */
@NullMarked
package org.likeness.augment;

import org.jspecify.annotations.NullMarked;
