/**
 * Options of everything that a recipe configures: records whose components declare default, range
 * and description in an annotation, and the code that reads it.
 */
@NullMarked
package org.likeness.option;

import org.jspecify.annotations.NullMarked;
