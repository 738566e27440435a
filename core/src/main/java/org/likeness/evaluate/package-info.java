/**
 * How good an encoder is: the contract that every evaluation keeps, what is evaluated, what comes
 * out. Sees an encoder, never a method. Each evaluation has a package below; the list of all is
 * {@code org.likeness.evaluations.Evaluations}.
 */
@NullMarked
package org.likeness.evaluate;

import org.jspecify.annotations.NullMarked;
