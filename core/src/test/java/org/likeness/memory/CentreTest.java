package org.likeness.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class CentreTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** The mean is over all rows of a step, however they are divided into batches. */
  @Test
  void itMovesOncePerStepTowardsTheMeanOfItsRows() {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Centre centre = Centre.of(Tensors.of(new float[] {1, 0}, 1, 2));
      centre.add(0, Tensors.of(new float[] {4, 2}, 1, 2));
      centre.add(0, Tensors.of(new float[] {1, 2, 1, 5}, 2, 2));
      assertThat(Tensors.floats(centre.tensor())).containsExactly(1, 0);
      centre.update(0.75);
      assertThat(Tensors.floats(centre.tensor()))
          .containsExactly(new float[] {1.25f, 0.75f}, within(1e-6f));
      centre.update(0.75); // no rows: stays
      assertThat(Tensors.floats(centre.tensor()))
          .containsExactly(new float[] {1.25f, 0.75f}, within(1e-6f));
    }
  }

  @Test
  void rowsOfAStepThatNeverFinishedAreDropped() {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Centre centre = Centre.zero(1);
      centre.add(0, Tensors.of(new float[] {100}, 1, 1));
      centre.add(1, Tensors.of(new float[] {2}, 1, 1));
      centre.update(0.5);
      assertThat(Tensors.floats(centre.tensor())).containsExactly(1);
    }
  }
}
