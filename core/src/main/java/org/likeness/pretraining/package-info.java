/** A whole run: its recipe, the parts of its data, the forecast of its cost, and its summary. */
@NullMarked
package org.likeness.pretraining;

import org.jspecify.annotations.NullMarked;
