package org.likeness.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.EvaluationContract;
import org.likeness.torch.Torch;

/** The example of docs/add-an-evaluation.md keeps the contract, and is what the page shows. */
final class NearestMeanTest {
  private static final Path SOURCE = Path.of("src/test/java/org/likeness/example/NearestMean.java");
  private static final Path PAGE = Path.of("..", "docs", "add-an-evaluation.md");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void keepsTheContract() {
    EvaluationContract.check(NearestMean.entry());
  }

  @Test
  void isWhatThePageShows() throws IOException {
    String source = Files.readString(SOURCE).replace("\r\n", "\n");
    String shown = source.substring(source.indexOf("/** Classifies a test image"));
    assertThat(Files.readString(PAGE).replace("\r\n", "\n"))
        .contains("```java\n" + shown + "```\n");
  }
}
