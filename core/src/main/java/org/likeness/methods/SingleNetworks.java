package org.likeness.methods;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.likeness.backbone.Backbone;
import org.likeness.encoder.InitialHead;
import org.likeness.encoder.SingleNetwork;
import org.likeness.error.InputException;
import org.likeness.method.Ingredients;
import org.likeness.method.State;
import org.likeness.nn.Activation;
import org.likeness.nn.Head;
import org.likeness.nn.IdentityHead;
import org.likeness.nn.LinearHead;
import org.likeness.nn.MlpHead;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
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

  /**
   * The recipe's backbone for RGB images and a head of several layers; equal weights in every call.
   *
   * @param layers the head's, given the width of the features
   */
  static SingleNetwork mlp(Ingredients in, IntFunction<List<MlpLayer>> layers) {
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 0);
    Backbone backbone = in.newBackbone(RGB, weights);
    int width = backbone.featureSize();
    return new SingleNetwork(
        backbone, new MlpHead(width, layers.apply(width), weights), in.backbone());
  }

  /**
   * The recipe's backbone and a head of two layers with a ReLU between; equal weights in every
   * call.
   *
   * @param hidden width of the first layer; 0 for a linear head
   */
  static SingleNetwork relu(Ingredients in, int hidden, int dim) {
    return hidden == 0
        ? linear(in, dim)
        : mlp(
            in,
            features ->
                List.of(
                    new MlpLayer(hidden, true, Norm.NONE, Activation.RELU),
                    new MlpLayer(dim, true, Norm.NONE, Activation.NONE)));
  }

  /**
   * The recipe's backbone for RGB images and the first layers of the initial encoder's head.
   *
   * @param layers how many; 0 for the backbone's features as they are
   * @throws InputException if there is no initial encoder, or its head has no so many layers
   */
  static SingleNetwork initial(Ingredients in, int layers, RandomStream weights) {
    Backbone backbone = in.newBackbone(RGB, weights);
    Head head =
        layers == 0
            ? new IdentityHead(backbone.featureSize())
            : initialHead(in, layers, backbone.featureSize());
    return new SingleNetwork(backbone, head, in.backbone());
  }

  private static Head initialHead(Ingredients in, int layers, int width) {
    Path init =
        in.init()
            .orElseThrow(
                () ->
                    new InputException(
                        "options.head-layers of %d keeps layers of an encoder's head but there is none: name an encoder's file with init, or set it to 0"
                            .formatted(layers)));
    return InitialHead.load(init, layers, width);
  }

  /** So many layers in all: equal hidden ones, then the last. */
  static List<MlpLayer> layers(int count, MlpLayer hidden, MlpLayer last) {
    List<MlpLayer> layers = new ArrayList<>(Collections.nCopies(count - 1, hidden));
    layers.add(last);
    return layers;
  }

  /** A predictor with weights of its own behind a projection of this width. */
  static MlpHead predictor(Ingredients in, int width, List<MlpLayer> layers) {
    return new MlpHead(width, layers, in.random().stream(Purpose.WEIGHTS, 0, 1));
  }

  /**
   * All weights in one group: with weight decay, at the scheduled rate.
   *
   * @param more further heads, such as a predictor
   */
  static List<ParameterGroup> trainable(SingleNetwork network, Head... more) {
    List<Tensor> parameters = new ArrayList<>(Tensors.parameters(network.backbone()));
    parameters.addAll(Tensors.parameters(network.head()));
    for (Head head : more) {
      parameters.addAll(Tensors.parameters(head));
    }
    return List.of(ParameterGroup.of("network", parameters));
  }

  /** All weights of several networks in one group. */
  static List<ParameterGroup> trainable(List<SingleNetwork> networks) {
    List<Tensor> parameters = new ArrayList<>();
    for (SingleNetwork each : networks) {
      parameters.addAll(Tensors.parameters(each.backbone()));
      parameters.addAll(Tensors.parameters(each.head()));
    }
    return List.of(ParameterGroup.of("network", parameters));
  }

  /** Weights and buffers of both, under {@code backbone.} and {@code head.}. */
  static State state(SingleNetwork network) {
    return state("", network);
  }

  /** As {@link #state(SingleNetwork)}, behind a prefix such as {@code target.}. */
  static State state(String prefix, SingleNetwork network) {
    return new State()
        .module(prefix + "backbone.", network.backbone())
        .module(prefix + "head.", network.head());
  }
}
