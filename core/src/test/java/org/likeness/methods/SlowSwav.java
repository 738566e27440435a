package org.likeness.methods;

import java.util.Arrays;
import org.likeness.Fixture;

/**
 * A step of {@link Swav} with a full queue in plain loops, as the SwAV paper's section 3 and
 * appendix A write it: everything in double.
 */
final class SlowSwav {
  private static final int LARGE = 2;

  private final int b;
  private final int d;
  private final int crops;
  private final int iterations;
  private final double tau;
  private final double epsilon;
  private final double[][] x; // [V B, d], raw
  private final double[][] z; // [V B, d], unit
  private final double[][] prototypes; // [K, d], unit
  private final double[][] queue; // [2 queue, d]

  /**
   * A step of given embeddings after the one of the fixture {@code swav}.
   *
   * @param embeddings raw, {@code [V B, d]}
   */
  SlowSwav(Fixture f, double[] embeddings) {
    this.b = f.integer("batch");
    this.d = f.integer("dim");
    this.crops = f.integer("crops");
    this.iterations = f.integer("with_queue/iterations");
    this.tau = f.number("tau");
    this.epsilon = f.number("epsilon");
    this.x = rows(embeddings, d);
    this.z = unit(x);
    this.prototypes = unit(rows(f.numbers("prototypes"), d));
    this.queue = rows(f.numbers("with_queue/queue_after"), d);
  }

  private static double[][] rows(double[] values, int d) {
    double[][] rows = new double[values.length / d][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * d, (i + 1) * d));
    return rows;
  }

  private static double[][] unit(double[][] rows) {
    return Arrays.stream(rows)
        .map(
            row -> {
              double length = Math.sqrt(dot(row, row));
              return Arrays.stream(row).map(value -> value / length).toArray();
            })
        .toArray(double[][]::new);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private double[] scores(double[] row) {
    return Arrays.stream(prototypes).mapToDouble(prototype -> dot(row, prototype)).toArray();
  }

  /** Of a large crop: Sinkhorn over its queue and the batch behind it, the batch's rows. */
  private double[][] codes(int crop) {
    int earlier = queue.length / LARGE;
    double[][] q = new double[earlier + b][];
    for (int i = 0; i < q.length; i++) {
      double[] row = i < earlier ? queue[crop * earlier + i] : z[crop * b + i - earlier];
      q[i] = Arrays.stream(scores(row)).map(s -> Math.exp(s / epsilon)).toArray();
    }
    for (int iteration = 0; iteration < iterations; iteration++) {
      for (int k = 0; k < prototypes.length; k++) {
        double sum = 0;
        for (double[] row : q) {
          sum += row[k];
        }
        for (double[] row : q) {
          row[k] /= sum;
        }
      }
      for (double[] row : q) {
        double sum = Arrays.stream(row).sum();
        Arrays.setAll(row, k -> row[k] / sum);
      }
    }
    return Arrays.copyOfRange(q, earlier, q.length);
  }

  private double[] softmax(int row) {
    double[] e = Arrays.stream(scores(z[row])).map(s -> Math.exp(s / tau)).toArray();
    double sum = Arrays.stream(e).sum();
    return Arrays.stream(e).map(value -> value / sum).toArray();
  }

  /** The mean over the pairs of a large crop and another crop, and over images. */
  double loss() {
    double sum = 0;
    for (int i = 0; i < LARGE; i++) {
      double[][] q = codes(i);
      for (int v = 0; v < crops; v++) {
        for (int image = 0; v != i && image < b; image++) {
          double[] p = softmax(v * b + image);
          for (int k = 0; k < p.length; k++) {
            sum -= q[image][k] * Math.log(p[k]);
          }
        }
      }
    }
    return sum / (LARGE * (crops - 1) * b);
  }

  /** With respect to the scores, {@code [V B, K]}: of each pair {@code (p - q) / tau}. */
  private double[][] slopes() {
    double[][] slopes = new double[z.length][prototypes.length];
    for (int i = 0; i < LARGE; i++) {
      double[][] q = codes(i);
      for (int v = 0; v < crops; v++) {
        for (int image = 0; v != i && image < b; image++) {
          double[] p = softmax(v * b + image);
          for (int k = 0; k < p.length; k++) {
            slopes[v * b + image][k] += (p[k] - q[image][k]) / tau / (LARGE * (crops - 1) * b);
          }
        }
      }
    }
    return slopes;
  }

  /** With respect to the raw embeddings, through their normalisation. */
  double[] gradientOfEmbeddings() {
    double[][] slopes = slopes();
    double[] gradient = new double[x.length * d];
    for (int row = 0; row < x.length; row++) {
      double[] g = new double[d];
      for (int k = 0; k < prototypes.length; k++) {
        for (int i = 0; i < d; i++) {
          g[i] += slopes[row][k] * prototypes[k][i];
        }
      }
      double along = dot(g, z[row]);
      double length = Math.sqrt(dot(x[row], x[row]));
      for (int i = 0; i < d; i++) {
        gradient[row * d + i] = (g[i] - along * z[row][i]) / length;
      }
    }
    return gradient;
  }

  /** With respect to the unit prototypes as free variables. */
  double[] gradientOfPrototypes() {
    double[][] slopes = slopes();
    double[] gradient = new double[prototypes.length * d];
    for (int row = 0; row < x.length; row++) {
      for (int k = 0; k < prototypes.length; k++) {
        for (int i = 0; i < d; i++) {
          gradient[k * d + i] += slopes[row][k] * z[row][i];
        }
      }
    }
    return gradient;
  }

  /** The batch in front of each large crop's queue, whose oldest rows leave. */
  double[] queue() {
    int size = queue.length / LARGE;
    double[] moved = new double[queue.length * d];
    for (int crop = 0; crop < LARGE; crop++) {
      for (int i = 0; i < size; i++) {
        double[] row = i < b ? z[crop * b + i] : queue[crop * size + i - b];
        System.arraycopy(row, 0, moved, (crop * size + i) * d, d);
      }
    }
    return moved;
  }
}
