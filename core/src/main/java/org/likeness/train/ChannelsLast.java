package org.likeness.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.likeness.data.Batch;
import org.likeness.method.ParameterGroup;

/** The memory order in which a pixel's channels lie together. It changes no value, only where it lies. */
final class ChannelsLast {
  private ChannelsLast() {}

  /** Puts kernels of convolutions into that order, for good. */
  static void convert(List<ParameterGroup> groups) {
    for (ParameterGroup group : groups) {
      for (Tensor parameter : group.parameters()) {
        if (parameter.dim() == 4) {
          parameter.set_data(parameter.detach().contiguous(MemoryFormat.ChannelsLast));
        }
      }
    }
  }

  /** A batch whose images are in that order. */
  static Batch convert(Batch batch) {
    List<Tensor> views =
        batch.views().stream().map(view -> view.dim() == 4 ? view.contiguous(MemoryFormat.ChannelsLast) : view).toList();
    return new Batch(views, batch.indices(), batch.targets());
  }
}
