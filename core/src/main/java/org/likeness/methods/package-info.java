/**
 * The methods, one file each, following their papers, parts that they share, and the list of all.
 */
@NullMarked
package org.likeness.methods;

import org.jspecify.annotations.NullMarked;
