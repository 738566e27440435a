package org.likeness.example;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.EvaluationContract;
import org.likeness.torch.Torch;

/** An evaluation that builds a head and an optimizer, and trains, keeps the contract. */
final class LinearProbeTest {
  /** Of one head and one optimizer; a step for each of 60 epochs would leave far more. */
  private static final int HANDLES = 12;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void keepsTheContract() {
    EvaluationContract.check(LinearProbe.entry(), HANDLES);
  }
}
