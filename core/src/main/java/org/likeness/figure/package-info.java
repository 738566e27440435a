/** Pictures: curves, sheets of neighbours and views. */
@NullMarked
package org.likeness.figure;

import org.jspecify.annotations.NullMarked;
