/**
 * Vectors of a data set, from an encoder or from pixels: shared by evaluations, search, and methods
 * that use the features of all images.
 */
@NullMarked
package org.likeness.features;

import org.jspecify.annotations.NullMarked;
