/** Recipes: YAML in layers, overridden by settings, checked and bound to options records. */
@NullMarked
package org.likeness.recipe;

import org.jspecify.annotations.NullMarked;
