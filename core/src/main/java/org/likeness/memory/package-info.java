/** What a method remembers between steps: banks, queues, prototypes. */
@NullMarked
package org.likeness.memory;

import org.jspecify.annotations.NullMarked;
