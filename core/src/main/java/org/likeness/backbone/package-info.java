/** Networks from pixels to features, with named stages and torchvision's parameter names. */
@NullMarked
package org.likeness.backbone;

import org.jspecify.annotations.NullMarked;
