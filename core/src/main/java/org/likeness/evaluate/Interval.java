package org.likeness.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.likeness.random.RandomStream;

/**
 * The range in which a mean or another statistic lies with a confidence of 95 %, by the percentile
 * bootstrap (Efron and Tibshirani, <i>An Introduction to the Bootstrap</i>, 1993, chapter 13): the
 * 2.5 % and 97.5 % quantiles of its values for 1,000 samples drawn from the values with
 * replacement.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
  private static final int SAMPLES = 1000;
  private static final double TAIL = 0.025;
  private static final double Z = 1.96; // of 95 % under a normal distribution

  /**
   * The interval of the mean of values, one for each image.
   *
   * @param random which samples are drawn
   */
  public static Interval ofMean(double[] values, RandomStream random) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values must not be empty");
    }
    return of(
        values.length,
        drawn -> {
          double sum = 0;
          for (int i : drawn) {
            sum += values[i];
          }
          return sum / values.length;
        },
        random);
  }

  /**
   * The interval of a statistic of items, such as images.
   *
   * @param items number of items
   * @param statistic its value for a sample, given as the numbers of the items drawn
   * @param random which samples are drawn
   */
  public static Interval of(int items, ToDoubleFunction<int[]> statistic, RandomStream random) {
    double[] found = new double[SAMPLES];
    int[] drawn = new int[items];
    for (int s = 0; s < SAMPLES; s++) {
      for (int i = 0; i < items; i++) {
        drawn[i] = random.nextInt(items);
      }
      found[s] = statistic.applyAsDouble(drawn);
    }
    Arrays.sort(found);
    int low = (int) (TAIL * SAMPLES);
    return new Interval(found[low], found[SAMPLES - 1 - low]);
  }

  /**
   * The interval of a statistic that samples with repeated items would change, such as a rank or
   * mutual information: 1.96 standard errors to either side, by the jackknife over groups (Efron
   * and Tibshirani, chapter 11).
   *
   * @param value the statistic of all items
   * @param without its value without each of the groups, which have about as many items each; 2 at
   *     least
   */
  public static Interval ofGroups(double value, double[] without) {
    int groups = without.length;
    if (groups < 2) {
      throw new IllegalArgumentException("groups must be at least 2 but are " + groups);
    }
    double mean = Arrays.stream(without).average().orElseThrow();
    double sum = Arrays.stream(without).map(each -> (each - mean) * (each - mean)).sum();
    double error = Math.sqrt(sum * (groups - 1) / groups);
    return new Interval(value - Z * error, value + Z * error);
  }

  /** Adds both ends to a report, as the keys {@code KEY_low} and {@code KEY_high}. */
  public void addTo(ObjectNode body, String key) {
    body.put(key + "_low", low);
    body.put(key + "_high", high);
  }
}
