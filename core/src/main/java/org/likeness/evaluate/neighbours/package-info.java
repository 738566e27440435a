/** Nearest neighbours of single images, the best and the worst cases. */
@NullMarked
package org.likeness.evaluate.neighbours;

import org.jspecify.annotations.NullMarked;
