package org.likeness.evaluate.svm;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A linear support vector machine per class against all others, with squared hinge loss, by
 * liblinear's dual solver (Fan et al., <i>LIBLINEAR: A Library for Large Linear Classification</i>,
 * JMLR 9, 2008): for class c and {@code y = 1} for its rows, {@code -1} for others, it minimises
 * {@code (|w|^2 + b^2) / 2 + C sum_i max(0, 1 - y_i (w x_i + b))^2}. Classes are trained in
 * parallel; the result does not depend on how many at a time.
 */
final class LinearSvm {
  /** Bytes of a number of a row: an object of liblinear, and the reference to it. */
  static final double BYTES = 28;

  private static final double ACCURACY = 0.1; // liblinear's default for the dual solver
  private static final double BIAS = 1;

  private final Feature[][] rows;
  private final int[] labels;
  private final int classes;
  private final int width;

  static {
    Linear.disableDebugOutput();
  }

  /**
   * Copies rows into liblinear's form.
   *
   * @param values {@code n} rows of {@code width} numbers
   * @param labels class of each row
   * @param classes number of classes
   */
  LinearSvm(float[] values, int width, int[] labels, int classes) {
    this.rows = new Feature[labels.length][];
    this.labels = labels.clone();
    this.classes = classes;
    this.width = width;
    for (int i = 0; i < rows.length; i++) {
      Feature[] row = new Feature[width + 1];
      for (int k = 0; k < width; k++) {
        row[k] = new FeatureNode(k + 1, values[i * width + k]);
      }
      row[width] = new FeatureNode(width + 1, BIAS);
      rows[i] = row;
    }
  }

  /**
   * Trained weights.
   *
   * @param weights {@code classes} rows of {@code width} numbers
   * @param biases one for each class
   */
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Weights(double[] weights, double[] biases) {}

  /** Trains on all rows. */
  Weights train(double c) {
    double[][] all = trained(IntStream.range(0, rows.length).toArray(), c);
    double[] weights = new double[classes * width];
    double[] biases = new double[classes];
    for (int k = 0; k < classes; k++) {
      System.arraycopy(all[k], 0, weights, k * width, width);
      biases[k] = all[k][width];
    }
    return new Weights(weights, biases);
  }

  /**
   * The share of the rows that are classified correctly by a machine trained on the other parts.
   *
   * @param part the part of each row
   * @param parts number of parts
   */
  double crossValidated(double c, int[] part, int parts) {
    int right = 0;
    for (int p = 0; p < parts; p++) {
      int held = p;
      double[][] weights =
          trained(IntStream.range(0, rows.length).filter(i -> part[i] != held).toArray(), c);
      right +=
          (int)
              IntStream.range(0, rows.length)
                  .parallel()
                  .filter(i -> part[i] == held && predicted(weights, rows[i]) == labels[i])
                  .count();
    }
    return (double) right / rows.length;
  }

  private static int predicted(double[][] weights, Feature[] row) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < weights.length; c++) {
      double score = 0;
      for (int k = 0; k < row.length; k++) {
        score += weights[c][k] * row[k].getValue();
      }
      if (score > most) {
        most = score;
        best = c;
      }
    }
    return best;
  }

  private double[][] trained(int[] chosen, double c) {
    double[][] weights = new double[classes][];
    IntStream.range(0, classes)
        .parallel()
        .forEach(positive -> weights[positive] = oneAgainstRest(chosen, positive, c));
    return weights;
  }

  /** The weights of one class, its bias last; always negative for a class without rows. */
  private double[] oneAgainstRest(int[] chosen, int positive, double c) {
    Problem problem = new Problem();
    problem.l = chosen.length;
    problem.n = width + 1;
    problem.bias = BIAS;
    problem.x = new Feature[chosen.length][];
    problem.y = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      problem.x[i] = rows[chosen[i]];
      problem.y[i] = labels[chosen[i]] == positive ? 1 : -1;
    }
    double[] weights = new double[width + 1];
    if (Arrays.stream(problem.y).distinct().count() < 2) {
      weights[width] = problem.y[0];
      return weights;
    }
    Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC_DUAL, c, ACCURACY);
    Model model = Linear.train(problem, parameter);
    int index = model.getLabels()[0] == 1 ? 0 : 1;
    for (int k = 0; k < width; k++) {
      weights[k] = model.getDecfunCoef(k + 1, index);
    }
    weights[width] = model.getDecfunBias(index);
    return weights;
  }
}
