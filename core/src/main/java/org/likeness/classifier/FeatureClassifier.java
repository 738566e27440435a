package org.likeness.classifier;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.likeness.features.FeatureKind;

/**
 * A linear classifier of the features of one encoder.
 *
 * @param features kind of features: head or backbone
 * @param scaling what is done to them first
 * @param layer the linear layer
 * @param names of the classes; a class without one has its number
 * @param encoder hash of the encoder, 64 hexadecimal digits
 * @param origin what trained it: {@code training}, or the name of an evaluation
 */
public record FeatureClassifier(
    FeatureKind features,
    Scaling scaling,
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
    if (scaling.mean().length != layer.width()) {
      throw new IllegalArgumentException(
          "the scaling is of %d features but the layer takes %d"
              .formatted(scaling.mean().length, layer.width()));
    }
    List<String> all = new ArrayList<>(names.subList(0, Math.min(names.size(), layer.classes())));
    IntStream.range(all.size(), layer.classes()).mapToObj(Integer::toString).forEach(all::add);
    names = List.copyOf(all);
  }

  /**
   * The probability of each class by softmax.
   *
   * @param vector features of an image
   */
  public double[] probabilities(float[] vector) {
    if (vector.length != layer.width()) {
      throw new IllegalArgumentException(
          "features must have %d values but have %d".formatted(layer.width(), vector.length));
    }
    double[] scores = layer.scores(scaling.of(vector));
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
