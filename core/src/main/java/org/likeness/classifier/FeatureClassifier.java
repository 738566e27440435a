package org.likeness.classifier;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.features.FeatureKind;
import org.likeness.nn.Activation;
import org.likeness.nn.DenseLayer;

/**
 * A classifier of the features of one encoder: a linear layer, with hidden layers in front where it
 * was trained from the middle of a head.
 *
 * @param features kind of features: head or backbone
 * @param scaling what is done to them first
 * @param hidden layers in front of the last, in their order; usually none
 * @param layer the last layer, a score for each class
 * @param names of the classes; a class without one has its number
 * @param encoder hash of the encoder, 64 hexadecimal digits
 * @param origin what trained it: {@code training}, or the name of an evaluation
 */
public record FeatureClassifier(
    FeatureKind features,
    Scaling scaling,
    List<HiddenLayer> hidden,
    LinearLayer layer,
    List<String> names,
    String encoder,
    String origin) {
  /** The origin of a classifier that was trained together with its encoder. */
  public static final String TRAINING = "training";

  public FeatureClassifier {
    requireNonNull(features, "features is null");
    requireNonNull(encoder, "encoder is null");
    requireNonNull(origin, "origin is null");
    if (features == FeatureKind.PIXELS) {
      throw new IllegalArgumentException("the features of a classifier must be head or backbone");
    }
    hidden = List.copyOf(hidden);
    List<LinearLayer> layers = new ArrayList<>(hidden.stream().map(HiddenLayer::layer).toList());
    layers.add(layer);
    int width = scaling.mean().length;
    if (width != layers.get(0).width()) {
      throw new IllegalArgumentException(
          "the scaling is of %d features but the layer takes %d"
              .formatted(width, layers.get(0).width()));
    }
    for (LinearLayer next : layers) {
      if (next.width() != width) {
        throw new IllegalArgumentException(
            "a layer takes %d values but the one in front gives %d".formatted(next.width(), width));
      }
      width = next.classes();
    }
    List<String> all = new ArrayList<>(names.subList(0, Math.min(names.size(), layer.classes())));
    IntStream.range(all.size(), layer.classes()).mapToObj(Integer::toString).forEach(all::add);
    names = List.copyOf(all);
  }

  /** A classifier of one linear layer. */
  public FeatureClassifier(
      FeatureKind features,
      Scaling scaling,
      LinearLayer layer,
      List<String> names,
      String encoder,
      String origin) {
    this(features, scaling, List.of(), layer, names, encoder, origin);
  }

  /**
   * What was trained together with an encoder: the layers behind its backbone.
   *
   * @param layers at least one, the last gives a score for each class
   * @param names of the classes
   * @param encoder hash of the encoder
   * @return empty where a layer has an activation that this class does not compute
   */
  public static Optional<FeatureClassifier> trained(
      List<DenseLayer> layers, List<String> names, String encoder) {
    List<DenseLayer> front = layers.subList(0, layers.size() - 1);
    if (front.stream().anyMatch(layer -> layer.activation() == Activation.GELU)) {
      return Optional.empty();
    }
    List<HiddenLayer> hidden =
        front.stream()
            .map(
                layer ->
                    new HiddenLayer(LinearLayer.of(layer), layer.activation() == Activation.RELU))
            .toList();
    LinearLayer last = LinearLayer.of(layers.get(layers.size() - 1));
    int width = hidden.isEmpty() ? last.width() : hidden.get(0).layer().width();
    return Optional.of(
        new FeatureClassifier(
            FeatureKind.BACKBONE, Scaling.none(width), hidden, last, names, encoder, TRAINING));
  }

  /** Number of features that it takes. */
  public int width() {
    return scaling.mean().length;
  }

  /** The layers from the features to the scores as tensors, the scaling contained in the first. */
  public List<DenseLayer> dense() {
    List<DenseLayer> layers = new ArrayList<>();
    for (HiddenLayer each : hidden) {
      LinearLayer linear = layers.isEmpty() ? scaled(each.layer()) : each.layer();
      layers.add(linear.dense(each.relu() ? Activation.RELU : Activation.NONE));
    }
    layers.add((layers.isEmpty() ? scaled(layer) : layer).dense(Activation.NONE));
    return layers;
  }

  /** {@code W (factor (x - mean)) + b} as a layer of x. */
  private LinearLayer scaled(LinearLayer first) {
    float[] weight = first.weight().clone();
    float[] bias = new float[first.classes()];
    for (int c = 0; c < bias.length; c++) {
      double offset = first.bias()[c];
      for (int i = 0; i < first.width(); i++) {
        int at = c * first.width() + i;
        weight[at] *= scaling.factor()[i];
        offset -= (double) weight[at] * scaling.mean()[i];
      }
      bias[c] = (float) offset;
    }
    return new LinearLayer(weight, bias);
  }

  /**
   * The probability of each class by softmax.
   *
   * @param vector features of an image
   */
  public double[] probabilities(float[] vector) {
    if (vector.length != width()) {
      throw new IllegalArgumentException(
          "features must have %d values but have %d".formatted(width(), vector.length));
    }
    double[] x = scaling.of(vector);
    for (HiddenLayer each : hidden) {
      x = each.of(x);
    }
    double[] scores = layer.scores(x);
    double most = Arrays.stream(scores).max().orElseThrow();
    double sum = 0;
    for (int c = 0; c < scores.length; c++) {
      scores[c] = Math.exp(scores[c] - most);
      sum += scores[c];
    }
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= sum;
    }
    return scores;
  }

  /**
   * The most probable classes, the most probable first; equal ones in the order of classes.
   *
   * @param vector features of an image
   * @param k how many; fewer if there are fewer classes
   */
  public List<Answer> answers(float[] vector, int k) {
    double[] probabilities = probabilities(vector);
    return IntStream.range(0, probabilities.length)
        .mapToObj(c -> new Answer(c, names.get(c), probabilities[c]))
        .sorted(Comparator.comparingDouble(Answer::probability).reversed())
        .limit(k)
        .toList();
  }
}
