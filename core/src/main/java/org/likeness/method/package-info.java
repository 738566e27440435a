/** One file a method, to be read beside its paper. */
@NullMarked
package org.likeness.method;

import org.jspecify.annotations.NullMarked;
