package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.TinyFolder;
import org.likeness.data.Dataset;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.FeatureProgress;
import org.likeness.io.Json;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;
import org.likeness.run.SkippedChanges;
import org.likeness.torch.Torch;
import org.likeness.train.Metrics;
import org.likeness.train.Outcome;
import org.likeness.train.TrainingListener;
import org.likeness.train.Warning;

/** An evaluation that refuses the images ends no run. */
final class RefusedEvaluationTest {
  private static final String SENTENCE = "picky needs 9 classes: name images with more";

  @TempDir Path folder;

  private final List<String> asked = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();

  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** There is nothing to choose. */
  public record Nothing() {}

  private BoundEvaluation picky(boolean early) {
    EvaluationEntry<Nothing> entry =
        EvaluationEntry.of(
            "picky",
            "Picky",
            "refuses all images",
            new Nothing(),
            options ->
                new Evaluation() {
                  @Override
                  public Set<Part> parts(Parts parts) {
                    return Set.of();
                  }

                  @Override
                  public void require(Parts parts) {
                    if (early) {
                      throw new InputException(SENTENCE);
                    }
                  }

                  @Override
                  public Report evaluate(Subject subject) {
                    asked.add(subject.epoch());
                    throw new InputException(SENTENCE);
                  }
                },
            Evaluations.named("spread").reader());
    return new BoundEvaluation(entry, entry.defaults());
  }

  private static List<BoundEvaluation> and(List<BoundEvaluation> list, BoundEvaluation one) {
    List<BoundEvaluation> all = new ArrayList<>(list);
    all.add(0, one);
    return all;
  }

  private PretrainingRun run(boolean monitored, boolean early) {
    PretrainRecipe r =
        PretrainRecipe.of(TinyFolder.recipe(TinyFolder.labelled(folder.resolve("images"), 16)));
    BoundEvaluation picky = picky(early);
    PretrainRecipe recipe =
        new PretrainRecipe(
            r.resolved(),
            r.method(),
            r.preset(),
            r.options(),
            r.seed(),
            r.init(),
            r.data(),
            r.split(),
            r.backbone(),
            r.view(),
            r.train(),
            r.optimizer(),
            r.monitor(),
            monitored ? and(r.monitored(), picky) : r.monitored(),
            r.summary(),
            and(r.summarised(), picky),
            r.card());
    Dataset data = Datasets.open(r.data());
    return new PretrainingRun(
        recipe,
        DataParts.of(data, r.split(), new RandomSource(r.seed())),
        RunDirectory.create(folder.resolve("run" + monitored), r.resolved().toYaml()),
        SkippedChanges.none(),
        List.of(
            new TrainingListener() {
              @Override
              public void onWarning(Warning event) {
                warnings.add(event);
              }
            }));
  }

  @Test
  void itIsAWarningInTheMonitorAndANoteInTheSummary() throws IOException {
    try (PretrainingRun run = run(true, false)) {
      assertThat(run.train().outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(asked).containsExactly("1"); // of two epochs
      assertThat(warnings)
          .extracting(Warning::message)
          .containsOnlyOnce("Picky is left out of the monitor: " + SENTENCE);
      assertThat(Metrics.read(run.folder().resolve("metrics.jsonl")))
          .filteredOn(line -> line.path("event").asText().equals("epoch"))
          .hasSize(2)
          .allSatisfy(
              line ->
                  assertThat(line.path("metrics").fieldNames())
                      .toIterable()
                      .containsExactly("knn", "copies", "rank"));
      Summary summary = run.summarise(FeatureProgress.NONE);
      assertThat(asked).containsExactly("1", "none");
      assertThat(summary.columns()).hasSize(summary.epoch() == summary.epochs() ? 3 : 4);
      assertThat(summary.leftOut()).containsExactly("Picky is left out: " + SENTENCE);
      assertThat(summary.notes()).contains("Picky is left out: " + SENTENCE + ".");
      assertThat(Json.read(run.summaryFile()).at("/left_out/0").asText())
          .isEqualTo("Picky is left out: " + SENTENCE);
    }
  }

  @Test
  void whatIsKnownBeforeIsSaidBeforeTraining() {
    assertThatThrownBy(() -> run(true, true))
        .isInstanceOf(InputException.class)
        .hasMessage(SENTENCE + ", or leave picky out of monitor.evaluations");
    assertThatThrownBy(() -> run(false, true))
        .isInstanceOf(InputException.class)
        .hasMessage(SENTENCE + ", or leave picky out of summary.evaluations");
    assertThat(asked).isEmpty();
    assertThat(folder.resolve("runtrue").resolve("metrics.jsonl"))
        .satisfies(file -> assertThat(Files.exists(file)).isFalse());
  }
}
