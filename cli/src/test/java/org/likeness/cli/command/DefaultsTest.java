package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.knn.KnnOptions;
import org.likeness.train.TrainOptions;

final class DefaultsTest {
  @Test
  void keysAreWrittenAsInARecipe() {
    assertThat(Defaults.of(KnnOptions.paper()))
        .containsExactly(
            entry("k", List.of(200)),
            entry("tau", List.of(0.07)),
            entry("centred", false),
            entry("exclude-self", false));
  }

  @Test
  void choicesAreWords() {
    assertThat(Defaults.of(TrainOptions.defaults())).containsEntry("lr-scaling", "none");
  }
}
