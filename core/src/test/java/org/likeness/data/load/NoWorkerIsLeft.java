package org.likeness.data.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.likeness.torch.Torch;

/** For tests of the loader: after each of them its threads are gone. */
interface NoWorkerIsLeft {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @AfterEach
  default void noWorkerIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("likeness-loader"));
  }
}
