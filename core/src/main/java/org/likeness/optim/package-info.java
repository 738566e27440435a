/** Optimizers libtorch lacks, schedules as functions of the step, moving averages of networks. */
@NullMarked
package org.likeness.optim;

import org.jspecify.annotations.NullMarked;
