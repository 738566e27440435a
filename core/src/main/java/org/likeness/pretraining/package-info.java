/**
 * What a whole run is made of: its recipe, the parts of its data, what it will cost, and what it
 * came to.
 */
@NullMarked
package org.likeness.pretraining;

import org.jspecify.annotations.NullMarked;
