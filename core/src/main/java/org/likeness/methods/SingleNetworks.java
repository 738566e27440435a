package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.likeness.backbone.Backbone;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.method.State;
import org.likeness.nn.LinearHead;
import org.likeness.optim.ParameterGroup;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * Shared code of methods with one backbone and one head: builds both, and gives their parameters
 * and state.
 */
final class SingleNetworks {
  private static final int RGB = 3;

  private SingleNetworks() {}

  /** The recipe's backbone for RGB images and a linear head, as in InstDisc and InvaSpread. */
  static SingleNetwork linear(Ingredients in, int dim) {
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 0);
    Backbone backbone = in.newBackbone(RGB, weights);
    return new SingleNetwork(
        backbone, new LinearHead(backbone.featureSize(), dim, weights), in.backbone());
  }

  /** All weights in one group: with weight decay, at the scheduled rate. */
  static List<ParameterGroup> trainable(SingleNetwork network) {
    List<Tensor> parameters = new ArrayList<>(Tensors.parameters(network.backbone()));
    parameters.addAll(Tensors.parameters(network.head()));
    return List.of(ParameterGroup.of("network", parameters));
  }

  /** Weights and buffers of both, under {@code backbone.} and {@code head.}. */
  static State state(SingleNetwork network) {
    return new State().module("backbone.", network.backbone()).module("head.", network.head());
  }
}
