/**
 * Options of everything that a recipe configures: records whose components say their default, their
 * range and their meaning in an annotation, and what is derived from it.
 */
@NullMarked
package org.likeness.option;

import org.jspecify.annotations.NullMarked;
