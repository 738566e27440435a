/** Altered copies that find their original: a measure without labels. */
@NullMarked
package org.likeness.evaluate.copies;

import org.jspecify.annotations.NullMarked;
