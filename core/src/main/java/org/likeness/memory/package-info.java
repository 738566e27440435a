/** State of a method between steps: memory banks, queues, centres. */
@NullMarked
package org.likeness.memory;

import org.jspecify.annotations.NullMarked;
