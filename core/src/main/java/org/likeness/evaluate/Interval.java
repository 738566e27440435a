package org.likeness.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.likeness.random.RandomStream;

/**
 * The range in which a mean lies with a confidence of 95 %, by the percentile bootstrap (Efron and
 * Tibshirani, <i>An Introduction to the Bootstrap</i>, 1993, chapter 13): the 2.5 % and 97.5 %
 * quantiles of the means of 1,000 samples drawn from the values with replacement.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
  private static final int SAMPLES = 1000;
  private static final double TAIL = 0.025;

  /**
   * The interval of the mean of values, one for each image.
   *
   * @param random which samples are drawn
   */
  public static Interval ofMean(double[] values, RandomStream random) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values must not be empty");
    }
    double[] means = new double[SAMPLES];
    for (int s = 0; s < SAMPLES; s++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[s] = sum / values.length;
    }
    Arrays.sort(means);
    int low = (int) (TAIL * SAMPLES);
    return new Interval(means[low], means[SAMPLES - 1 - low]);
  }

  /** Adds both ends to a report, as the keys {@code KEY_low} and {@code KEY_high}. */
  public void addTo(ObjectNode body, String key) {
    body.put(key + "_low", low);
    body.put(key + "_high", high);
  }
}
