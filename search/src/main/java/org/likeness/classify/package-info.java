/** Classes of images by labelled neighbours, with the neighbours as the reason. */
@NullMarked
package org.likeness.classify;

import org.jspecify.annotations.NullMarked;
