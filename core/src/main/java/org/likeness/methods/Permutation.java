package org.likeness.methods;

import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.method.Step;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;

/**
 * A random order of the images of a batch.
 *
 * @param order place of the image that comes to each place
 */
@SuppressWarnings("ArrayRecordComponent") // made and used here alone
record Permutation(int[] order) {
  /** Two views. */
  private static final int MOST_PASSES = 2;

  /**
   * A new order, uniform over all.
   *
   * @param images of the batch, B
   * @param step equal batches of equal steps give equal orders
   * @param pass number of the pass over the batch, from 0
   */
  static Permutation of(int images, RandomSource random, Step step, int pass) {
    int[] order = IntStream.range(0, images).toArray();
    int part = MOST_PASSES * step.part() + pass;
    random.stream(Purpose.SAMPLING, part, step.epoch(), Math.toIntExact(step.index()))
        .shuffle(order);
    return new Permutation(order);
  }

  /** What a function gives for the rows in this order, back in their own. */
  Tensor around(Tensor rows, UnaryOperator<Tensor> function) {
    long[] to = IntStream.of(order).asLongStream().toArray();
    long[] back = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    return function.apply(rows.index_select(0, on(rows, to))).index_select(0, on(rows, back));
  }

  private static Tensor on(Tensor rows, long[] places) {
    Tensor indices = Tensors.of(places, places.length);
    return indices.to(rows.device(), indices.dtype());
  }
}
