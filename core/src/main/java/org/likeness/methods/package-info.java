/** The methods, one file each, following their papers, and the list of all. */
@NullMarked
package org.likeness.methods;

import org.jspecify.annotations.NullMarked;
