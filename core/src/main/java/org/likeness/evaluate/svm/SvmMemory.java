package org.likeness.evaluate.svm;

import java.util.Locale;
import org.likeness.error.InputException;
import org.likeness.evaluate.Parts;
import org.likeness.torch.SystemMemory;

/**
 * Memory that an evaluation by support vector machines needs.
 *
 * @param vectors bytes of all vectors, outside of Java's heap
 * @param rows bytes of the training images of the widest layer in liblinear's form, in Java's heap
 */
record SvmMemory(double vectors, double rows) {
  private static final double FLOAT = 4;
  private static final double COPIES = 2; // standardised, as doubles or in an array
  private static final String ADVICE =
      "lower numbers or rows, name fewer layers, or give Java more memory (LIKENESS_JAVA_OPTS=-Xmx8g)";

  static SvmMemory of(LayerEmbedder layers, int rows, Parts parts) {
    double images = (double) rows + parts.test().size();
    double widest = layers.layers().stream().mapToInt(Layer::width).max().orElse(0);
    double vectors = FLOAT * images * (layers.dimension() + COPIES * widest);
    return new SvmMemory(vectors, rows * widest * (LinearSvm.BYTES + FLOAT));
  }

  String sentence() {
    return "The support vector machines need about %s of memory, %s of it in Java's heap."
        .formatted(size(vectors + rows), size(rows));
  }

  private static String size(double bytes) {
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%.0f MB", Math.ceil(bytes / 1e6))
        : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
  }

  /**
   * Refuses what does not fit.
   *
   * @throws InputException if the machine, or Java's heap, has less memory
   */
  void require() {
    SystemMemory.require(vectors + rows, "svm", ADVICE);
    double heap = Runtime.getRuntime().maxMemory();
    if (rows > heap) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "svm needs %,.1f GB of Java's heap but it has %,.1f GB: %s",
              rows / 1e9,
              heap / 1e9,
              ADVICE));
    }
  }
}
