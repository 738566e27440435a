/** Linear support vector machines on the stages of a network and on its embedding. */
@NullMarked
package org.likeness.evaluate.svm;

import org.jspecify.annotations.NullMarked;
