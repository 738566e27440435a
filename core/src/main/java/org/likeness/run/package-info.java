/** A run's folder: where its parts are, its lock, its environment. */
@NullMarked
package org.likeness.run;

import org.jspecify.annotations.NullMarked;
