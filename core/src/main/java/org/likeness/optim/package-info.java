/** Parameter groups, optimizers, and schedules as functions of the step. */
@NullMarked
package org.likeness.optim;

import org.jspecify.annotations.NullMarked;
