package org.likeness.optim;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.likeness.nn.NeuralNetwork;
import org.likeness.torch.Tensors;

/**
 * A network whose parameters follow those of another of the same architecture: {@code target = m
 * target + (1 - m) source}. Buffers (the statistics of batch norm) are not averaged. For key
 * networks (MoCo), target networks (BYOL) and teachers (DINO), whose m is constant or {@link
 * Schedules#risingMomentum}.
 */
public final class MovingAverage {
  private final List<Tensor> targets = new ArrayList<>();
  private final List<Tensor> sources = new ArrayList<>();

  /**
   * Makes the target an exact copy of the source, buffers included, without gradients. To be called
   * outside any scope.
   *
   * @throws IllegalArgumentException if the two differ in a name or a shape
   */
  public MovingAverage(NeuralNetwork target, NeuralNetwork source) {
    Map<String, Tensor> to = target.weights();
    Map<String, Tensor> from = source.weights();
    if (!from.keySet().equals(to.keySet())) {
      throw new IllegalArgumentException(
          "a moving average needs two networks of the same architecture");
    }
    from.forEach(
        (name, tensor) -> {
          Tensor follower = requireNonNull(to.get(name), name);
          Tensors.copy(tensor, follower);
          if (tensor.requires_grad()) {
            follower.set_requires_grad(false);
            targets.add(follower);
            sources.add(tensor);
          }
        });
  }

  /**
   * One step towards the source; the caller provides no-grad mode.
   *
   * @param momentum m in [0, 1]: 1 keeps the target, 0 copies the source
   */
  public void update(double momentum) {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1] but is " + momentum);
    }
    try (Scalar share = new Scalar(1 - momentum)) {
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).lerp_(sources.get(i), share);
      }
    }
  }
}
