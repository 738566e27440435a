/** The small pieces of the input pipeline, the losses and the evaluations under JMH. */
@org.jspecify.annotations.NullMarked
package org.likeness.jmh;
