package org.likeness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class WarmupTest {
  private static final String HOME = "likeness.home";

  /** Its failure would go unseen: the archive would only be smaller, and each start later. */
  @Test
  @Tag("slow")
  void trainsAndMeasures() throws IOException {
    String before = System.getProperty(HOME);
    System.setProperty(HOME, ".."); // seen from this module
    try {
      assertThat(Warmup.train()).isZero();
    } finally {
      if (before == null) {
        System.clearProperty(HOME);
      } else {
        System.setProperty(HOME, before);
      }
    }
  }
}
