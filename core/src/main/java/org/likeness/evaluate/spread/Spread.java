package org.likeness.evaluate.spread;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.neighbours.Cosine;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * How well embeddings use their space, which shows a collapse long before the accuracy does.
 *
 * @param std mean over the dimensions of the standard deviation of the unit vectors, times the
 *     square root of d: about 1 for uniform directions, 0 if all are equal (Chen and He,
 *     <i>Exploring Simple Siamese Representation Learning</i>, CVPR 2021, 4.1)
 * @param effectiveRank exp of the entropy of the normalised singular values of the centred unit
 *     vectors (Roy and Vetterli, EUSIPCO 2007): the effective number of directions, 0 if there are
 *     none
 * @param uniformity log of the mean of exp(-2 |x - y|^2) over pairs (Wang and Isola, ICML 2020): 0
 *     if all are equal, lower is better, about -4 for uniform directions
 * @param dimension d
 * @param variances share of the variance of the unit vectors along each of their principal
 *     directions, descending, at most the smaller of n and d; empty if all vectors are equal
 */
public record Spread(
    double std, double effectiveRank, double uniformity, int dimension, List<Double> variances) {
  private static final int PAIR_ROWS = 2048;
  private static final double NOISE = 1e-12;

  public Spread {
    variances = List.copyOf(variances);
  }

  /**
   * Measures embeddings, which are normalised to length 1 first.
   *
   * @param vectors {@code [n, d]}, n at least 2
   * @throws org.likeness.error.RunException if a vector is not finite
   */
  public static Spread of(Tensor vectors) {
    Cosine.check(vectors, "spread");
    if (vectors.size(0) < 2) {
      throw new IllegalArgumentException("vectors must be at least 2 but are " + vectors.size(0));
    }
    try (Scope scope = Scope.openNoGrad()) {
      Tensor unit = Cosine.unit(vectors.to(ScalarType.Double));
      int d = Math.toIntExact(unit.size(1));
      Tensor centred = unit.sub(Cosine.mean(unit));
      double[] variances = Tensors.doubles(Cosine.mean(centred.square()));
      double deviations = Arrays.stream(variances).map(Math::sqrt).sum();
      double[] singular = singularValues(centred);
      double std = deviations / d * Math.sqrt(d);
      return new Spread(std, effectiveRank(singular), uniformity(unit), d, shares(singular));
    }
  }

  /** Singular values from the eigenvalues of the smaller of the two Gram matrices. */
  private static double[] singularValues(Tensor centred) {
    return singularValuesOf(
        centred.size(0) < centred.size(1)
            ? centred.matmul(centred.t())
            : centred.t().matmul(centred));
  }

  /** Those of vectors with a Gram matrix. */
  static double[] singularValuesOf(Tensor gram) {
    double[] eigenvalues = Tensors.doubles(org.bytedeco.pytorch.global.torch.linalg_eigvalsh(gram));
    return Arrays.stream(eigenvalues).map(e -> Math.sqrt(Math.max(0, e))).toArray();
  }

  static List<Double> shares(double[] singular) {
    if (Arrays.stream(singular).sum() < NOISE) {
      return List.of();
    }
    double[] variances = Arrays.stream(singular).map(value -> value * value).sorted().toArray();
    double sum = Arrays.stream(variances).sum();
    List<Double> shares = new ArrayList<>();
    for (double variance : variances) {
      shares.add(variance / sum);
    }
    Collections.reverse(shares);
    return shares;
  }

  static double effectiveRank(double[] singular) {
    double sum = Arrays.stream(singular).sum();
    if (sum < NOISE) {
      return 0;
    }
    double entropy = 0;
    for (double value : singular) {
      double p = value / sum;
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return Math.exp(entropy);
  }

  /** Over all pairs of the first rows, to limit the computation. */
  private static double uniformity(Tensor unit) {
    long n = Math.min(PAIR_ROWS, unit.size(0));
    Tensor rows = unit.narrow(0, 0, n);
    // |x - y|^2 = 2 - 2 x.y for unit rows; the n pairs of a row with itself add exp(0) each and are
    // subtracted again.
    double[] cosines = Tensors.doubles(rows.matmul(rows.t()));
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        sum += Math.exp(-2 * (2 - 2 * cosines[(int) (i * n + j)]));
      }
    }
    return Math.log(sum / (n * (n - 1) / 2.0));
  }

  /**
   * For a report: the numbers, and {@code variance_within}, the share of the variance within the
   * first K principal directions, by K.
   */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("std", std);
    json.put("effective_rank", effectiveRank);
    json.put("uniformity", uniformity);
    json.put("dimension", dimension);
    ObjectNode within = json.putObject("variance_within");
    double sum = 0;
    for (int i = 1; i <= variances.size(); i++) {
      sum += variances.get(i - 1);
      if (isRound(i) || i == variances.size()) {
        within.put(Integer.toString(i), Math.min(1, sum));
      }
    }
    return json;
  }

  /** 1 to 10, 15, 20 to 100 in tens, 150, 200 to 1,000 in hundreds, and so on. */
  private static boolean isRound(int number) {
    int unit = 1;
    while (unit * 10 <= number) {
      unit *= 10;
    }
    return number % unit == 0 || number == unit * 3 / 2;
  }

  /** One line for display. */
  public String phrase() {
    return String.format(
        Locale.ROOT,
        "spread %.3f (1 uniform, 0 collapsed), effective rank %.1f of %d, uniformity %.2f",
        std,
        effectiveRank,
        dimension,
        uniformity);
  }
}
