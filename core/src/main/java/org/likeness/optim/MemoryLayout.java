package org.likeness.optim;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Tensors;

/** Whether tensors lie equally in memory, as fused kernels need it. */
final class MemoryLayout {
  private MemoryLayout() {}

  /**
   * Fused kernels process memory in order, so that a parameter, its gradient and its state must
   * have the same strides, without gaps.
   */
  static boolean same(Tensor parameter, Tensor... others) {
    if (parameter.is_contiguous() && Arrays.stream(others).allMatch(Tensor::is_contiguous)) {
      return true;
    }
    long[] strides = strides(parameter);
    return parameter.is_non_overlapping_and_dense()
        && Arrays.stream(others)
            .allMatch(
                other ->
                    Arrays.equals(strides(other), strides)
                        && Tensors.type(other) == Tensors.type(parameter));
  }

  private static long[] strides(Tensor tensor) {
    long[] strides = new long[Math.toIntExact(tensor.dim())];
    for (int i = 0; i < strides.length; i++) {
      strides[i] = tensor.stride(i);
    }
    return strides;
  }
}
