package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.pretraining.Cost;
import org.likeness.torch.Torch;

/** What an experiment would do at the scale of the paper, whose images are not here. */
final class ExperimentForecastTest {
  private static final String YAML =
      TinyExperiment.YAML
          .replace("recipe: cifar10", "recipe: small")
          .replace(
              "data: {cifar10: {images: 50000}}",
              """
              data: {nowhere: {images: 80}}
                  settings:
                    backbone: {width: 4}
                    view: {size: 16}
                    train: {epochs: 3, batch: 8, warmup-epochs: 0, workers: 1, threads: 1}""");

  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private List<TrialForecast> trials(String... rows) {
    ExperimentPlan plan =
        new ExperimentPlan(
            ExperimentReader.read("tiny", YAML),
            new Selection(Scale.PAPER, List.of(rows), List.of()),
            ImagePlaces.none());
    return new ExperimentForecast(plan, folder.resolve("out")).trials();
  }

  /** The row of pixels is measured with the run of triplet, and so is the row same. */
  @Test
  void eachRunIsTrainedOnceOnGeneratedImages() {
    List<TrialForecast> trials = trials();
    assertThat(trials)
        .extracting(each -> each.trial().row().id() + " " + each.state())
        .containsExactly("pixels MISSING", "triplet SHARED", "hard MISSING", "same SHARED");
    assertThat(trials)
        .allSatisfy(
            each -> {
              assertThat(each.remark()).isEqualTo("80 of 80 images, generated, of 16 pixels");
              assertThat(each.identity()).isEmpty();
              assertThat(each.cost().isPresent())
                  .isEqualTo(each.state() == TrialForecast.State.MISSING);
            });
    Cost cost = trials.get(2).cost().orElseThrow();
    assertThat(cost.epochs()).isEqualTo(3);
    assertThat(cost.epochsLeft()).isEqualTo(3);
    assertThat(trials.get(2).seconds()).isEqualTo(3 * cost.secondsPerEpoch());
    assertThat(trials.get(3).seconds()).isZero();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** Of 1000 images 750 are for training: 60,000 take 80 times as long. */
  @Test
  void theTimeIsThatOfAllImages() {
    Cost all = ExperimentForecast.scaled(new Cost(1.5, 2.5, 10, 77), 60_000, 1000);
    assertThat(all.secondsPerEpoch()).isEqualTo(120, within(1e-9));
    assertThat(all.epochsLeft()).isEqualTo(2.5);
    assertThat(all.epochs()).isEqualTo(10);
    assertThat(all.memoryBytes()).isEqualTo(77);
  }

  /** A quarter of each class is for testing, as the time of an epoch supposes. */
  @Test
  void aQuarterOfGeneratedImagesIsForTesting() {
    GeneratedImages images = new GeneratedImages(80, 4, 10);
    for (int label = 0; label < 10; label++) {
      int tests = 0;
      for (int i = label; i < 80; i += 10) {
        assertThat(images.info(i).label()).hasValue(label);
        tests += images.info(i).split().orElseThrow().equals("test") ? 1 : 0;
      }
      assertThat(tests).isEqualTo(2);
    }
  }
}
