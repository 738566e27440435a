/**
 * The only package that knows how the native library is loaded: scopes, threads, tensors from
 * arrays.
 */
@NullMarked
package org.likeness.torch;

import org.jspecify.annotations.NullMarked;
