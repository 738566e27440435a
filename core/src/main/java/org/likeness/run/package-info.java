/** A run's folder: its files, its lock, its environment. */
@NullMarked
package org.likeness.run;

import org.jspecify.annotations.NullMarked;
