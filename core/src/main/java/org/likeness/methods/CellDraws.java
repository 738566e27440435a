package org.likeness.methods;

import org.bytedeco.pytorch.Tensor;
import org.likeness.method.Step;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/** Supplies the cells of a batch that are negatives of {@link Cpc}'s predictions. */
interface CellDraws {
  /** Called before the draws of each batch. */
  void begin(Step step);

  /**
   * Cells for the predictions of the next number of rows below.
   *
   * @param predictions number of predictions, N
   * @param cells number of cells of the batch
   * @return {@code long[N, m]}
   */
  Tensor draw(long predictions, long cells);

  /**
   * m cells for each prediction, uniform with replacement: one may be the right one. Equal steps
   * give equal cells; batches of one step differ.
   */
  static CellDraws uniform(RandomSource random, int m) {
    return new CellDraws() {
      private RandomStream stream = random.stream(Purpose.SAMPLING, 0, 0, 0);

      @Override
      public void begin(Step step) {
        stream =
            random.stream(
                Purpose.SAMPLING, step.part(), step.epoch(), Math.toIntExact(step.index()));
      }

      @Override
      public Tensor draw(long predictions, long cells) {
        long[] drawn = new long[Math.toIntExact(predictions * m)];
        for (int i = 0; i < drawn.length; i++) {
          drawn[i] = stream.nextInt(Math.toIntExact(cells));
        }
        return Tensors.of(drawn, predictions, m);
      }
    };
  }
}
