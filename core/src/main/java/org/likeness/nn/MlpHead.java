package org.likeness.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.likeness.random.RandomStream;

/**
 * A perceptron of several layers: the projector of SimCLR and of what followed it, and the
 * predictor of BYOL and SimSiam. Parameters of layer I: {@code layers.I.fc.weight} {@code [out,
 * in]} and {@code layers.I.fc.bias} {@code [out]}, uniform in {@code +-1/sqrt(in)} at first, {@code
 * layers.I.norm.weight} and {@code layers.I.norm.bias} {@code [out]}, 1 and 0 at first; each where
 * the layer has it.
 *
 * <p>A norm takes the batch's statistics in training mode and the running ones outside it, and for
 * a batch of one in both.
 */
public final class MlpHead extends Head {
  private final int inputSize;
  private final List<MlpLayer> layers;
  private final List<Part> parts;

  /** Only held, as the groups of a backbone are. */
  private final Module list = new Module("layers");

  /**
   * A head with new values.
   *
   * @param in width of the features
   * @param layers from the features on, at least one
   */
  public MlpHead(int in, List<MlpLayer> layers, RandomStream random) {
    this(in, layers, parts(in, layers));
    InitialValues.fill(this, random);
  }

  private MlpHead(int in, List<MlpLayer> layers, List<Part> parts) {
    super("MlpHead");
    this.inputSize = in;
    this.layers = List.copyOf(layers);
    this.parts = List.copyOf(parts);
    register_module("layers", list);
    for (int i = 0; i < parts.size(); i++) {
      list.register_module(Integer.toString(i), parts.get(i));
    }
  }

  private static List<Part> parts(int in, List<MlpLayer> layers) {
    if (in < 1 || layers.isEmpty()) {
      throw new IllegalArgumentException(
          "a head must have a positive width and one layer or more but has width "
              + in
              + " and "
              + layers.size()
              + " layers");
    }
    List<Part> parts = new ArrayList<>();
    int width = in;
    for (MlpLayer layer : layers) {
      parts.add(new Part(width, layer));
      width = layer.out();
    }
    return parts;
  }

  /**
   * The first layers, with their activation, as a head of its own that shares their weights.
   *
   * @param count from 0, which leaves the features as they are, to all layers
   */
  public Head cut(int count) {
    if (count < 0 || count > parts.size()) {
      throw new IllegalArgumentException(
          "a head of " + parts.size() + " layers cannot be cut after " + count);
    }
    return count == 0
        ? new IdentityHead(inputSize)
        : new MlpHead(inputSize, layers.subList(0, count), parts.subList(0, count));
  }

  @Override
  protected Tensor map(Tensor features) {
    Tensor x = features;
    for (Part part : parts) {
      x = part.forward(x);
    }
    return x;
  }

  /** Copies of the layers as they compute outside training, from the features on. */
  public List<DenseLayer> dense() {
    return parts.stream().map(Part::dense).toList();
  }

  /** What the layers are, from the features on. */
  public List<MlpLayer> layers() {
    return layers;
  }

  @Override
  public int inputSize() {
    return inputSize;
  }

  @Override
  public int outputSize() {
    return layers.get(layers.size() - 1).out();
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("head", "mlp");
    description.put("head-in", Integer.toString(inputSize));
    description.put("head-layers", MlpLayer.text(layers));
    return description;
  }

  /** One layer: linear map, norm, activation. */
  private static final class Part extends Module {
    private final LinearImpl fc;
    private final @Nullable RowNorm norm;
    private final Activation activation;
    private final boolean bias;

    Part(int in, MlpLayer layer) {
      super("MlpLayer");
      LinearOptions options = new LinearOptions(in, layer.out());
      bias = layer.bias();
      options.bias().put(bias);
      fc = register_module("fc", new LinearImpl(options));
      norm =
          layer.norm() == Norm.NONE
              ? null
              : register_module("norm", new RowNorm(layer.out(), layer.norm()));
      activation = layer.activation();
    }

    DenseLayer dense() {
      Tensor weight = fc.weight().detach();
      Tensor added = bias ? fc.bias().detach() : torch.zeros_like(weight.select(1, 0));
      if (norm == null) {
        return new DenseLayer(weight.clone(), added.clone(), activation);
      }
      Tensor factor = norm.factor();
      return new DenseLayer(
          weight.mul(factor.unsqueeze(1)), norm.offset(factor).add(added.mul(factor)), activation);
    }

    Tensor forward(Tensor x) {
      Tensor y = fc.forward(x);
      return activation.of(norm == null ? y : norm.forward(y));
    }
  }
}
