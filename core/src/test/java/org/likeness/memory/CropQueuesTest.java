package org.likeness.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class CropQueuesTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Rows of one value for two crops; those of the second are negative. */
  private static Tensor rows(float... values) {
    float[] both = new float[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      both[i] = values[i];
      both[values.length + i] = -values[i];
    }
    return Tensors.of(both, 2, values.length, 1);
  }

  @Test
  void newRowsComeFirstAndTheOldestLeave() {
    CropQueues queues = new CropQueues(2, 5, 1);
    queues.add(0, rows(1, 2));
    assertThat(Tensors.floats(queues.of(0))).containsOnly(0);
    queues.update();
    assertThat(Tensors.floats(queues.of(0))).containsExactly(1, 2, 0, 0, 0);
    assertThat(Tensors.floats(queues.of(1))).startsWith(-1, -2);
    queues.add(1, rows(3, 4));
    queues.update();
    assertThat(queues.isFull()).isFalse();
    queues.add(2, rows(5, 6));
    queues.update();
    assertThat(queues.isFull()).isTrue();
    assertThat(Tensors.floats(queues.of(0))).containsExactly(5, 6, 3, 4, 1);
    assertThat(Tensors.floats(queues.of(1))).containsExactly(-5, -6, -3, -4, -1);
  }

  /** Batches of any size, also beyond the queue's. */
  @Test
  void aLargeBatchKeepsItsFirstRows() {
    CropQueues queues = new CropQueues(2, 3, 1);
    queues.add(0, rows(1, 2, 3, 4, 5));
    queues.update();
    assertThat(Tensors.floats(queues.of(0))).containsExactly(1, 2, 3);
    assertThat(queues.filled()).isEqualTo(3);
  }

  @Test
  void theBatchesOfAStepEnterTogetherAndThoseOfAnAbandonedStepNever() {
    CropQueues queues = new CropQueues(2, 4, 1);
    queues.add(0, rows(9));
    queues.add(1, rows(1, 2));
    queues.add(1, rows(3));
    queues.update();
    assertThat(Tensors.floats(queues.of(0))).containsExactly(3, 1, 2, 0);
    queues.update();
    assertThat(queues.filled()).isEqualTo(3);
  }

  @Test
  void wrongSizesAreNamed() {
    assertThatThrownBy(() -> new CropQueues(2, 0, 4))
        .hasMessage("queues must have crops, rows and columns but have 2, 0 and 4");
  }
}
