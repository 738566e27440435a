/**
 * Evaluation of encoders: the interface of evaluations, their subjects and reports. Depends on
 * encoders, not on methods. Each evaluation has a subpackage; the list of all is {@code
 * org.likeness.evaluations.Evaluations}.
 */
@NullMarked
package org.likeness.evaluate;

import org.jspecify.annotations.NullMarked;
