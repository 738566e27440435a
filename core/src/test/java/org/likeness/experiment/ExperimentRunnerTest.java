package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.TinyFolder;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.io.Json;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainingListener;

final class ExperimentRunnerTest {
  @TempDir static Path shared;
  private static Path out = Path.of("");
  private static ExperimentPlan plan =
      new ExperimentPlan(
          TinyExperiment.experiment(), Selection.all(Scale.SMALL), ImagePlaces.none());

  @BeforeAll
  static void doIt() {
    Torch.require();
    Path images = TinyFolder.labelled(shared.resolve("images"), 8);
    plan =
        new ExperimentPlan(
            TinyExperiment.experiment(),
            Selection.all(Scale.SMALL),
            new ImagePlaces(Map.of("tiny", images.toString()), Optional.empty()));
    out = shared.resolve("out");
    new ExperimentRunner(plan, out, ExperimentListener.NONE).run();
  }

  @Test
  void rowsWithTheSameRunShareIt() {
    assertThat(RunLayout.all(out.resolve("runs")))
        .as("triplet and hard, seeds 0 and 1; the row same has triplet's")
        .hasSize(4);
    List<ResultLine> lines = lines();
    assertThat(of(lines, "same", 0, "knn")).isEqualTo(of(lines, "triplet", 0, "knn"));
  }

  @Test
  void valuesSayWhatTheyAreOf() {
    assertThat(lines()).extracting(ResultLine::data).containsOnly("tiny");
    assertThat(lines())
        .filteredOn(line -> line.row().equals("pixels"))
        .extracting(ResultLine::network)
        .containsOnly("pixels");
    ResultLine hard =
        lines().stream()
            .filter(line -> line.row().equals("hard") && line.network().equals("best"))
            .findFirst()
            .orElseThrow();
    assertThat(hard.epoch()).isEqualTo("1");
    assertThat(new RunLayout(out.resolve("runs").resolve(hard.identity())).exists()).isTrue();
    assertThat(of(lines(), "hard", 1, ExperimentRunner.SECONDS)).isGreaterThan(0);
  }

  /** A run without validation images has no best epoch, and the last one is not called that. */
  @Test
  void anEpochThatNobodyChoseIsTheLast() {
    Experiment whole =
        ExperimentReader.read(
            "tiny",
            TinyExperiment.YAML.replace(
                "split: {validation-share: 0.2}",
                "split: {validation-share: 0}\n      monitor: {every: 0}"));
    ExperimentPlan all =
        new ExperimentPlan(
            whole,
            new Selection(Scale.SMALL, List.of("hard"), List.of(0L)),
            new ImagePlaces(Map.of("tiny", shared.resolve("images").toString()), Optional.empty()));
    Path other = shared.resolve("whole");
    new ExperimentRunner(all, other, ExperimentListener.NONE).run();
    assertThat(new ExperimentFolder(other, "tiny", Scale.SMALL).results().read())
        .extracting(ResultLine::network)
        .containsExactly("last", "last");
    assertThat(other.resolve("tiny-small/tiny.md")).content().doesNotContain("at its best epoch");
  }

  @Test
  void thePageShowsPublishedBesideMeasured() throws IOException {
    String page = Files.readString(out.resolve("tiny-small/tiny.md"));
    assertThat(page)
        .contains("# A tiny table", "Table 9 of A paper", "Claim: Hard negatives are ahead.")
        .contains("57.5 (unverified)", "| not built |", "| 12.3 |")
        .contains("hard triplet − triplet")
        .contains("- Differs: Images of 20 pixels.", "- Nothing is learned here.")
        .contains("- same: The run of the row triplet.")
        .contains("./likeness experiment tiny --scale small --data tiny=DIR")
        .contains("Commit of the code: ", "- Machine: ", " processors, ")
        .contains("![Loss over the epochs](figures/tiny-loss.svg)")
        .doesNotContain("Not measured yet", shared.toString());
    assertThat(out.resolve("tiny-small/figures/tiny-sizes.svg")).content().contains("<svg", "size");
    assertThat(Files.readString(out.resolve("tiny-small/tiny.html")))
        .contains("<title>A tiny table</title>", "<td>57.5 (unverified)</td>", "<svg")
        .doesNotContain("<?xml");
  }

  @Test
  void nothingIsDoneTwice() throws IOException {
    List<ResultLine> before = lines();
    AtomicInteger trained = new AtomicInteger();
    ExperimentListener counting =
        new ExperimentListener() {
          @Override
          public TrainingListener onTraining(PretrainRecipe recipe, Path run) {
            trained.incrementAndGet();
            return ExperimentListener.super.onTraining(recipe, run);
          }
        };
    RunMeasure refused =
        (run, measure, network, pixels, images, heard) -> {
          throw new IllegalStateException("measured again");
        };
    new ExperimentRunner(plan, out, counting, new StoredReports(refused, plan::fingerprint)).run();
    assertThat(trained).hasValue(0);
    assertThat(lines()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void whatCannotBeMeasuredIsRefusedBeforeTheFirstTraining() {
    Path other = shared.resolve("refused");
    Path images = TinyFolder.flat(shared.resolve("unlabelled"), 8);
    ExperimentPlan unlabelled =
        new ExperimentPlan(
            plan.experiment(),
            Selection.all(Scale.SMALL),
            new ImagePlaces(Map.of("tiny", images.toString()), Optional.empty()));
    ExperimentRunner runner = new ExperimentRunner(unlabelled, other, ExperimentListener.NONE);
    assertThatThrownBy(runner::run)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("row pixels, evaluation knn: ")
        .hasMessageContaining("label");
    assertThat(other.resolve("runs")).doesNotExist();
  }

  @Test
  void aValueOfAnotherRecipeIsNotShown() {
    RunTraining training =
        new RunTraining(plan, new RunStore(out.resolve("runs")), ExperimentListener.NONE);
    assertThat(lines()).isNotEmpty().allMatch(training::isCurrent);
    assertThat(training.isCurrent(with("hard", 0, lines().get(0).identity()))).isFalse();
    assertThat(training.isCurrent(with("triplet", 1, lines().get(0).identity()))).isFalse();
    assertThat(training.isCurrent(with("gone", 0, lines().get(0).identity()))).isFalse();
  }

  private static ResultLine with(String row, long seed, String identity) {
    return ResultLine.parse(
        List.of(
            "tiny",
            row,
            Long.toString(seed),
            "last",
            "1",
            "knn",
            "0.5",
            "",
            "",
            identity,
            "c",
            "m"));
  }

  @Test
  void whatWasStoppedGoesOn() {
    Path other = shared.resolve("stopped");
    List<ExperimentRunner> runner = new ArrayList<>();
    ExperimentListener stopping =
        new ExperimentListener() {
          @Override
          public TrainingListener onTraining(PretrainRecipe recipe, Path run) {
            return new TrainingListener() {
              @Override
              public void onStepEnd(StepEnd event) {
                runner.get(0).stop();
              }
            };
          }
        };
    ExperimentPlan one =
        new ExperimentPlan(
            plan.experiment(),
            new Selection(Scale.SMALL, List.of("hard"), List.of(0L)),
            new ImagePlaces(Map.of("tiny", shared.resolve("images").toString()), Optional.empty()));
    runner.add(new ExperimentRunner(one, other, stopping));
    assertThatThrownBy(() -> runner.get(0).run()).isInstanceOf(CancellationException.class);
    assertThat(RunLayout.all(other.resolve("runs"))).hasSize(1);
    assertThat(new ExperimentForecast(one, other).trials())
        .extracting(TrialForecast::state)
        .containsExactly(TrialForecast.State.STOPPED);

    new ExperimentRunner(one, other, ExperimentListener.NONE).run();
    List<ResultLine> lines = new ExperimentFolder(other, "tiny", Scale.SMALL).results().read();
    assertThat(RunLayout.all(other.resolve("runs"))).hasSize(1);
    assertThat(of(lines, "hard", 0, "knn")).isEqualTo(of(lines(), "hard", 0, "knn"));
  }

  @Test
  void aForecastTrainsNothing() {
    Path nothing = shared.resolve("nothing");
    List<TrialForecast> trials = new ExperimentForecast(plan, nothing).trials();
    assertThat(trials)
        .extracting(TrialForecast::state)
        .startsWith(
            TrialForecast.State.MISSING, // the run that pixels are measured with
            TrialForecast.State.SHARED,
            TrialForecast.State.MISSING,
            TrialForecast.State.SHARED);
    assertThat(trials.get(2).cost().orElseThrow().epochs()).isEqualTo(1);
    assertThat(trials.get(2).seconds()).isGreaterThan(0);
    assertThat(nothing).doesNotExist();
    assertThat(new ExperimentForecast(plan, out).trials())
        .extracting(TrialForecast::state)
        .containsOnly(TrialForecast.State.TRAINED, TrialForecast.State.SHARED);
  }

  private static List<ResultLine> lines() {
    return new ExperimentFolder(out, "tiny", Scale.SMALL).results().read();
  }

  private static double of(List<ResultLine> lines, String row, long seed, String measure) {
    return lines.stream()
        .filter(line -> line.row().equals(row) && line.seed() == seed)
        .filter(line -> line.measure().equals(measure))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** The run of one epoch, whose summary says that the third of five was the best. */
  @Test
  void theLastAndTheBestNetworkHaveTheirEpochs() throws IOException {
    Path other = shared.resolve("copy");
    ExperimentPlan one =
        new ExperimentPlan(
            plan.experiment(),
            new Selection(Scale.SMALL, List.of("hard"), List.of(1L)),
            new ImagePlaces(Map.of("tiny", shared.resolve("images").toString()), Optional.empty()));
    String identity =
        lines().stream()
            .filter(line -> line.row().equals("hard") && line.seed() == 1)
            .findFirst()
            .orElseThrow()
            .identity();
    Path run = other.resolve("runs").resolve(identity);
    Files.createDirectories(run);
    for (String file :
        List.of("recipe.yaml", "environment.json", "data.json", "encoder.safetensors")) {
      Files.copy(out.resolve("runs").resolve(identity).resolve(file), run.resolve(file));
    }
    Files.writeString(
        run.resolve("summary.json"), "{\"epochs\":5,\"epoch\":3,\"chosen\":\"copies\"}");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"event":"step","seconds":100}
        {"event":"epoch","epoch":1,"loss":1,"seconds":1.5}
        {"event":"epoch","epoch":2,"loss":1,"seconds":2.25}
        {"event":"end","seconds":7}
        """);
    List<String> measured = new ArrayList<>();
    RunMeasure known =
        (of, measure, network, pixels, images, heard) -> {
          measured.add(network);
          ObjectNode body = Json.object().put("images", 4).put("protocol", "p");
          body.putArray("rows").addObject().put("accuracy", network.equals("best") ? 0.75 : 0.5);
          return Report.of("knn", body);
        };
    new ExperimentRunner(one, other, ExperimentListener.NONE, known).run();
    assertThat(measured).containsExactlyInAnyOrder("last", "best");
    List<ResultLine> lines = new ExperimentFolder(other, "tiny", Scale.SMALL).results().read();
    assertThat(lines)
        .extracting(line -> line.network() + " " + line.epoch() + " " + line.measure())
        .containsExactlyInAnyOrder("last 5 knn", "best 3 knn", "last 5 train-seconds");
    assertThat(lines)
        .filteredOn(line -> line.measure().equals("knn"))
        .allSatisfy(
            line -> assertThat(line.value()).isEqualTo(line.network().equals("best") ? 0.75 : 0.5));
    assertThat(of(lines, "hard", 1, ExperimentRunner.SECONDS)).isEqualTo(1.5 + 2.25);
  }
}
