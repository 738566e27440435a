package org.likeness.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.likeness.data.Batch;

/**
 * The memory order in which a pixel's channels lie together. It changes no value, only where it
 * lies.
 */
final class ChannelsLast {
  private static final int WIDTH = 8;

  private ChannelsLast() {}

  /**
   * False where a convolution has fewer channels than can be trusted: with four, oneDNN's backward
   * pass writes beyond its memory in this order (seen in libtorch 2.10), with multiples of eight it
   * does not.
   */
  static boolean suits(List<Tensor> weights) {
    return weights.stream().noneMatch(kernel -> kernel.dim() == 4 && kernel.size(0) % WIDTH != 0);
  }

  /** Puts kernels of convolutions into that order, for good. */
  static void convert(List<Tensor> weights) {
    for (Tensor weight : weights) {
      if (weight.dim() == 4) {
        weight.set_data(weight.detach().contiguous(MemoryFormat.ChannelsLast));
      }
    }
  }

  /** A batch whose images are in that order. */
  static Batch convert(Batch batch) {
    List<Tensor> views =
        batch.views().stream()
            .map(view -> view.dim() == 4 ? view.contiguous(MemoryFormat.ChannelsLast) : view)
            .toList();
    return new Batch(views, batch.indices(), batch.targets());
  }
}
