/**
 * Files in the layouts in which the authors of data sets publish them, for images of any origin.
 */
@NullMarked
package org.likeness.experiment.layout;

import org.jspecify.annotations.NullMarked;
