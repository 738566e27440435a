/** The methods: one file each, to be read beside its paper, and the list of all. */
@NullMarked
package org.likeness.methods;

import org.jspecify.annotations.NullMarked;
