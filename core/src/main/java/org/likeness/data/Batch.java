package org.likeness.data;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.ComputeDevice;

/**
 * The input of one step.
 *
 * @param views one float tensor for each view of the method, {@code [B, C, H, W]} (or as {@link
 *     org.likeness.augment.View#shape()} says)
 * @param indices {@code long[B]}, the number of each image in the data set
 * @param targets {@code long[B]}, only where the method declares that it needs targets
 */
public record Batch(List<Tensor> views, Tensor indices, Optional<Tensor> targets) {
  public Batch {
    views = List.copyOf(views);
  }

  /** The same batch on a device: this one, or a copy. */
  public Batch on(ComputeDevice device) {
    return new Batch(
        views.stream().map(device::place).toList(),
        device.place(indices),
        targets.map(device::place));
  }

  public Tensor view(int number) {
    return views.get(number);
  }

  /** Number of images, B. */
  public int size() {
    return Math.toIntExact(indices.size(0));
  }
}
