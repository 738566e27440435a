package org.likeness.method;

import org.bytedeco.pytorch.Tensor;

/**
 * One named part of a loss.
 *
 * @param name as the log shows it
 * @param value a scalar without a graph
 */
public record Term(String name, Tensor value) {}
