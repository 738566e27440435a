package org.likeness.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.Fixture;
import org.likeness.error.InputException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** A queue of keys; {@code moco}'s batch that crosses the end among them. */
final class QueueTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor keys(int first, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = first + i;
    }
    return Tensors.of(values, count, 1);
  }

  private static Queue zeros(int size) {
    return Queue.of(Tensors.of(new float[size], size, 1), 0);
  }

  @Test
  void aBatchThatCrossesTheEndGoesOnAtTheStart() {
    Fixture f = Fixture.read("moco").at("wrap");
    Queue queue = Queue.of(f.tensor("queue", ScalarType.Double), (long) f.number("queue_pointer"));
    queue.enqueue(f.tensor("keys", ScalarType.Double));
    f.assertMatches("queue_after", queue.tensor());
    assertThat(queue.pointer()).isEqualTo(f.integer("pointer_after"));
  }

  /** One row at a time, for batches of any size, those larger than the queue included. */
  @Test
  void itHoldsTheLastKeysOfBatchesOfAnySize() {
    int size = 7;
    Queue queue = zeros(size);
    float[] slow = new float[size];
    RandomStream random = new RandomSource(3).stream(Purpose.EVALUATION, 0, 0);
    int next = 0;
    for (int step = 0; step < 60; step++) {
      int count = 1 + random.nextInt(20);
      queue.enqueue(keys(next + 1, count));
      for (int i = 0; i < count; i++) {
        slow[(next + i) % size] = next + i + 1;
      }
      next += count;
      assertThat(Tensors.floats(queue.tensor())).containsExactly(slow);
      assertThat(queue.pointer()).isEqualTo(next % size);
    }
  }

  @Test
  void itBeginsWithRandomUnitRowsAndDoesNotFollowWhatItWasGiven() {
    Queue queue = Queue.unit(50, 8, new RandomSource(1));
    for (double square : Tensors.doubles(queue.tensor().square().sum(1))) {
      assertThat(square).isCloseTo(1, within(1e-6));
    }
    assertThat(Tensors.floats(queue.tensor()))
        .isEqualTo(Tensors.floats(Queue.unit(50, 8, new RandomSource(1)).tensor()))
        .isNotEqualTo(Tensors.floats(Queue.unit(50, 8, new RandomSource(2)).tensor()));
    Queue copy = Queue.of(queue.tensor(), 3);
    copy.enqueue(ones(1, 8));
    assertThat(Tensors.floats(copy.tensor())).isNotEqualTo(Tensors.floats(queue.tensor()));
    assertThat(queue.pointer()).isZero();
  }

  private static Tensor ones(long... shape) {
    return torch.ones(shape);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> zeros(3).enqueue(ones(2, 2)))
        .hasMessage("keys of a queue of width 1 are [2, 2]");
    assertThatThrownBy(() -> zeros(3).setPointer(3))
        .hasMessage("the pointer must be in [0, 3) but is 3");
    assertThatThrownBy(() -> Queue.of(ones(3, 1), -1))
        .hasMessage("the pointer must be in [0, 3) but is -1");
    assertThatThrownBy(() -> Queue.of(ones(3), 0)).hasMessageContaining("a matrix");
    assertThatThrownBy(() -> Queue.unit(0, 2, new RandomSource(1)))
        .hasMessage("a queue must have at least one row and one column but has 0 and 2");
    assertThatThrownBy(() -> Queue.unit(Integer.MAX_VALUE, 1 << 20, new RandomSource(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lower options.queue");
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> zeros(3)).isInstanceOf(IllegalStateException.class);
    }
  }
}
