package org.likeness.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class SnapshotTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void putsTensorsAndNumbersBack() {
    Tensor weight = Tensors.of(new float[] {1, 2}, 2);
    double[] number = {3};
    State state =
        new State().tensor("weight", weight).scalar("z", () -> number[0], z -> number[0] = z);
    try (Snapshot snapshot = state.snapshot()) {
      weight.zero_();
      number[0] = 0;
      snapshot.restore();
    }
    assertThat(Tensors.floats(weight)).containsExactly(1, 2);
    assertThat(number[0]).isEqualTo(3);
  }

  @Test
  void aTensorThatCannotBeCopiedLeavesNoCopyOfOthers() {
    Tensor freed = Tensors.of(new float[] {1}, 1);
    State state =
        new State().tensor("whole", Tensors.of(new float[] {1, 2}, 2)).tensor("freed", freed);
    freed.close();
    long before = LivePointers.settled();
    assertThatThrownBy(state::snapshot).isInstanceOf(RuntimeException.class);
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }
}
