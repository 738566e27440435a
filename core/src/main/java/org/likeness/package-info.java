/** The entry point for programs: from a recipe to a trained encoder. */
@NullMarked
package org.likeness;

import org.jspecify.annotations.NullMarked;
