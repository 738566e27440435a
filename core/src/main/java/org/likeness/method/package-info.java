/** The interface of a method, as the training loop uses it, and what a method is built from. */
@NullMarked
package org.likeness.method;

import org.jspecify.annotations.NullMarked;
