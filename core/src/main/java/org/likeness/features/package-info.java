/**
 * Vectors of a data set by an encoder or of its pixels: what evaluations, search and methods that
 * look at all images share.
 */
@NullMarked
package org.likeness.features;

import org.jspecify.annotations.NullMarked;
