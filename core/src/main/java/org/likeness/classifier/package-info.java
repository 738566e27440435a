/** Classifiers on the features of an encoder, and their files. */
@NullMarked
package org.likeness.classifier;

import org.jspecify.annotations.NullMarked;
