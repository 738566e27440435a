package org.likeness.methods;

import org.bytedeco.pytorch.Tensor;
import org.likeness.method.Step;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/** Where a loss gets the bank rows that it tells an image from. */
interface Negatives {
  /**
   * Rows for one batch.
   *
   * @param images of the batch, B
   * @param step which step; equal steps give equal rows
   * @param part which batch of the step, from 0
   * @return {@code long[B, m]}
   */
  Tensor draw(int images, Step step, int part);

  /**
   * m rows for each image, uniform over n with replacement: one may be the image itself, and one
   * may come twice.
   */
  static Negatives uniform(RandomSource random, int n, int m) {
    return (images, step, part) -> {
      RandomStream stream =
          random.stream(Purpose.SAMPLING, part, step.epoch(), Math.toIntExact(step.index()));
      long[] rows = new long[Math.multiplyExact(images, m)];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = stream.nextInt(n);
      }
      return Tensors.of(rows, images, m);
    };
  }
}
