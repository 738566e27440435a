/**
 * What a method is: the interface that the training loop knows, and what a method is built from.
 */
@NullMarked
package org.likeness.method;

import org.jspecify.annotations.NullMarked;
