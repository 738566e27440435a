package org.likeness.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SerialProductsTest {
  private int before;

  @BeforeEach
  void threeThreads() {
    Torch.require();
    before = Torch.threads();
    Torch.setThreads(3);
  }

  @AfterEach
  void asBefore() {
    Torch.setThreads(before);
  }

  @Test
  void theLastToCloseGivesTheThreadsBack() {
    assertThat(threads()).isEqualTo(3);
    try (SerialProducts outer = SerialProducts.open()) {
      try (SerialProducts inner = SerialProducts.open()) {
        assertThat(threads()).isEqualTo(1);
      }
      assertThat(threads()).isEqualTo(1);
      Torch.setThreads(2);
      assertThat(threads()).isEqualTo(1);
    }
    assertThat(threads()).isEqualTo(2);
  }

  private static int threads() {
    return openblas_nolapack.blas_get_num_threads();
  }
}
