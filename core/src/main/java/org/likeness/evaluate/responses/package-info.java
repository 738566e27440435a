/** The classes with which a classifier answers to images. */
@NullMarked
package org.likeness.evaluate.responses;

import org.jspecify.annotations.NullMarked;
