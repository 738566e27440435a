/**
 * Timing what training is made of, each piece alone, in the way that it is used: views, epochs, the
 * losses over a bank, neighbours, embedding. For numbers that a user can take on a machine of their
 * own. The tiled softmax is compared with its definition before it is timed; the other pieces have
 * tests for that.
 */
@org.jspecify.annotations.NullMarked
package org.likeness.bench;
