package org.likeness.methods;

import org.bytedeco.pytorch.Tensor;
import org.likeness.method.Step;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/** Supplies the bank rows that are the negatives of an image. */
interface Negatives {
  /**
   * Rows for one batch.
   *
   * @param images of the batch, B
   * @param step equal batches of equal steps give equal rows
   * @return {@code long[B, m]}
   */
  Tensor draw(int images, Step step);

  /**
   * m rows for each image, uniform over n with replacement: one may be the image itself, and rows
   * may repeat.
   */
  static Negatives uniform(RandomSource random, int n, int m) {
    return (images, step) -> {
      RandomStream stream =
          random.stream(Purpose.SAMPLING, step.part(), step.epoch(), Math.toIntExact(step.index()));
      long[] rows = new long[Math.multiplyExact(images, m)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = stream.nextInt(n);
      }
      return Tensors.of(rows, images, m);
    };
  }
}
