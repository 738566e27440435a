/** From a recipe to a trained encoder: where a program that uses Likeness begins. */
@NullMarked
package org.likeness;

import org.jspecify.annotations.NullMarked;
