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
 * Whole experiments on generated images: those that the POM names, those of {@code
 * -Dlikeness.smoke=NAME,NAME}, or all with {@code mvn -Psmoke}.
 */
@Tag("slow")
final class ExperimentSmokeTest {
  @TempDir Path out;

  static Stream<String> names() {
    String chosen = System.getProperty("likeness.smoke", "instdisc-figure4"); // set by the POM
    return chosen.equals("all") ? Experiments.names().stream() : Stream.of(chosen.split(","));
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
