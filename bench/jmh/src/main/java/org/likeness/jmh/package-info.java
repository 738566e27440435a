/** The small pieces of the input pipeline, and the losses under JMH. */
@org.jspecify.annotations.NullMarked
package org.likeness.jmh;
