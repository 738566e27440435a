package org.likeness.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SerialProductsTest {
  private static final int TRIES = 20;

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

  /**
   * As the time of the processor tells, which is that of other threads too: of a few tries the
   * clearest, since Java compiles now and then, and threads that wait take time as well.
   */
  @Test
  void aProductHasTheThreadsThatItIsGiven() {
    double most = shareOfOthers(); // of three threads, 2/3
    for (int i = 0; i < TRIES && most <= 0.3; i++) {
      most = Math.max(most, shareOfOthers());
    }
    assertThat(most).isGreaterThan(0.3);
    try (SerialProducts serial = SerialProducts.open()) {
      double least = shareOfOthers();
      for (int i = 0; i < TRIES && least >= 0.3; i++) {
        least = Math.min(least, shareOfOthers());
      }
      assertThat(least).isLessThan(0.3);
    }
  }

  /** The share of the processor's time in which other threads than this one multiplied. */
  private static double shareOfOthers() {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor matrix = torch.rand(1000, 1000);
      long all = process.getProcessCpuTime();
      long own = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < 20; i++) {
        matrix.mm(matrix);
      }
      all = process.getProcessCpuTime() - all;
      own = threads.getCurrentThreadCpuTime() - own;
      return 1 - (double) own / all;
    }
  }

  private static int threads() {
    return Torch.productThreads();
  }
}
