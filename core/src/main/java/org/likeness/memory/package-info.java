/** State of a method between steps: memory banks, queues, prototypes. */
@NullMarked
package org.likeness.memory;

import org.jspecify.annotations.NullMarked;
