/** Figures: curves, sheets of neighbours and of views. */
@NullMarked
package org.likeness.figure;

import org.jspecify.annotations.NullMarked;
