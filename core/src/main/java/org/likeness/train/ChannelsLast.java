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
  private static final int LEAST = 16;
  private static final int MULTIPLE = 8;

  private ChannelsLast() {}

  /**
   * False if a convolution has a number of channels that is not safe: with 4, and with 8 in batches
   * of odd size, oneDNN's backward pass writes beyond its memory in this order (libtorch 2.10 with
   * AVX-512). With 16 and more, in multiples of 8, this was not seen.
   */
  static boolean suits(List<Tensor> weights) {
    return weights.stream().allMatch(kernel -> kernel.dim() != 4 || suits(kernel.size(0)));
  }

  private static boolean suits(long channels) {
    return channels >= LEAST && channels % MULTIPLE == 0;
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
