package org.likeness.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.likeness.data.Batch;

/**
 * The memory order in which the channels of a pixel are adjacent. It changes the layout, not the
 * values.
 */
final class ChannelsLast {
  private static final int WIDTH = 16;

  private ChannelsLast() {}

  /**
   * False if a convolution has fewer channels than is safe: with 4 channels, and with 8 in batches
   * of odd size, oneDNN's backward pass writes beyond its memory in this order (libtorch 2.10 with
   * AVX-512). With multiples of 16, the floats of a vector register, it does not.
   */
  static boolean suits(List<Tensor> weights) {
    return weights.stream().noneMatch(kernel -> kernel.dim() == 4 && kernel.size(0) % WIDTH != 0);
  }

  /** Converts the kernels of convolutions to this order, permanently. */
  static void convert(List<Tensor> weights) {
    for (Tensor weight : weights) {
      if (weight.dim() == 4) {
        weight.set_data(weight.detach().contiguous(MemoryFormat.ChannelsLast));
      }
    }
  }

  /** A batch whose images are in this order. */
  static Batch convert(Batch batch) {
    List<Tensor> views =
        batch.views().stream()
            .map(view -> view.dim() == 4 ? view.contiguous(MemoryFormat.ChannelsLast) : view)
            .toList();
    return new Batch(views, batch.indices(), batch.targets());
  }
}
