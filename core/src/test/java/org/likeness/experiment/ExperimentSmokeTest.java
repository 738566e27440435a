package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.torch.Torch;

/**
 * Whole experiments on generated images: four, or all of them with {@code mvn -Psmoke}, which sets
 * the property {@code likeness.smoke} to {@code all}.
 */
@Tag("slow")
final class ExperimentSmokeTest {
  @TempDir Path out;

  static Stream<String> names() {
    return System.getProperty("likeness.smoke", "").equals("all")
        ? Experiments.names().stream()
        : Stream.of("instdisc-figure4", "instdisc-table4", "invaspread-unseen", "moco-v3-patches");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everythingFitsTogether(String name) {
    Torch.require();
    Experiment experiment = Experiments.named(name);
    ExperimentFolder folder = new ExperimentFolder(out, name, Scale.SMOKE);
    ExperimentPlan plan =
        new ExperimentPlan(experiment, Selection.all(Scale.SMOKE), folder.smokeImages(experiment));
    assertThat(new ExperimentRunner(plan, out, ExperimentListener.NONE).run())
        .content()
        .contains("# ")
        .doesNotContain("Not measured yet", "Nothing is measured yet");
  }
}
