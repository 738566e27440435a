package org.likeness.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.random.RandomSource;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class PendingRowsTest {
  private static final double MOMENTUM = 0.4;

  private final MemoryBank bank = MemoryBank.unit(3, 2, new RandomSource(7));
  private final MemoryBank expected = MemoryBank.unit(3, 2, new RandomSource(7));
  private final PendingRows pending = new PendingRows();

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor indices(long... numbers) {
    return Tensors.of(numbers, numbers.length);
  }

  private static Tensor features(float... values) {
    return Tensors.of(values, values.length / 2, 2);
  }

  private void assertAsExpected() {
    assertThat(Tensors.floats(bank.tensor())).containsExactly(Tensors.floats(expected.tensor()));
  }

  @Test
  void batchesAreWrittenInTheirOrder() {
    pending.add(5, indices(0, 1), features(1, 0, 0, 1));
    pending.add(5, indices(1), features(-1, 0));
    pending.updateInto(bank, MOMENTUM);
    expected.update(indices(0, 1), features(1, 0, 0, 1), MOMENTUM);
    expected.update(indices(1), features(-1, 0), MOMENTUM);
    assertAsExpected();
  }

  @Test
  void whatIsWrittenIsForgotten() {
    pending.add(0, indices(2), features(1, 0));
    pending.updateInto(bank, MOMENTUM);
    pending.updateInto(bank, MOMENTUM);
    expected.update(indices(2), features(1, 0), MOMENTUM);
    assertAsExpected();
  }

  @Test
  void aStepThatNeverFinishedIsDropped() {
    pending.add(3, indices(0), features(1, 0));
    pending.add(3, indices(1), features(1, 0));
    pending.add(4, indices(2), features(0, 1));
    pending.updateInto(bank, MOMENTUM);
    expected.update(indices(2), features(0, 1), MOMENTUM);
    assertAsExpected();
  }

  /** A loader uses the memory of its indices again, and a step's scope ends before the writing. */
  @Test
  void whatIsKeptOutlivesTheBatch() {
    try (Scope scope = Scope.open()) {
      Tensor reused = indices(1);
      Tensor made = features(0.6f, 0.8f).set_requires_grad(true).mul(new Scalar(1f));
      pending.add(0, reused, made);
      reused.fill_(new Scalar(2L));
    }
    pending.updateInto(bank, MOMENTUM);
    expected.update(indices(1), features(0.6f, 0.8f), MOMENTUM);
    assertAsExpected();
  }

  @Test
  void noTensorIsLeftBehind() {
    long before = LivePointers.settled();
    try (Scope scope = Scope.open()) {
      pending.add(0, indices(1), features(0, 1));
      pending.add(1, indices(2), features(1, 0));
    }
    try (Scope scope = Scope.open()) {
      pending.updateInto(bank, MOMENTUM);
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }
}
