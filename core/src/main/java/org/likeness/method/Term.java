package org.likeness.method;

import org.bytedeco.pytorch.Tensor;

/**
 * One named part of a loss.
 *
 * @param name name in the log
 * @param value detached scalar
 */
public record Term(String name, Tensor value) {}
