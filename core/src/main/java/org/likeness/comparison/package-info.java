/** Runs beside each other: means and deviations over seeds, differences paired by seed. */
@NullMarked
package org.likeness.comparison;

import org.jspecify.annotations.NullMarked;
