package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.pretraining.Column;
import org.likeness.pretraining.LogListener;
import org.likeness.pretraining.PretrainingListener;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.RunReady;
import org.likeness.pretraining.Summary;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.EpochEnd;
import org.likeness.train.Outcome;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainingListener;
import org.slf4j.LoggerFactory;

final class PretrainingTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path shared;
  private static Path labelled = Path.of("");
  private static Path whole = Path.of("");
  private static Summary first =
      new Summary(Path.of(""), "", 0, 0, "", 0, List.of(), List.of(), 0, Optional.empty());
  private static JsonNode numbers = MAPPER.createObjectNode();

  @TempDir Path folder;

  @BeforeAll
  static void trainOnce() throws IOException {
    Torch.require();
    labelled = TinyFolder.labelled(shared.resolve("labelled"), 16);
    whole = shared.resolve("whole");
    first = Pretraining.of(TinyFolder.recipe(labelled)).into(whole).run();
    assertThat(first.columns()).extracting(Column::name).isEqualTo(names(first));
    numbers = numbers(whole);
  }

  /** The columns of a run from random weights. */
  private static List<String> names(Summary summary) {
    return summary.epoch() == summary.epochs()
        ? List.of("raw pixels", "untrained", "trained")
        : List.of("raw pixels", "untrained", "last epoch", "trained");
  }

  @Test
  void aLabelledRunSaysAllThatItMeasured() throws IOException {
    JsonNode json = json(whole.resolve("summary.json"));
    assertThat(json.path("columns")).hasSize(names(first).size());
    for (JsonNode column : json.path("columns")) {
      assertThat(column.path("copies").path("protocol").asText()).as("copies").isNotEmpty();
      for (String part : List.of("knn", "knn_best_of_grid")) {
        for (String key :
            List.of(
                "k",
                "tau",
                "similarity",
                "exclude_self",
                "features",
                "transform",
                "bank",
                "bank_size",
                "queries",
                "query_size",
                "epoch")) {
          assertThat(column.path(part).has(key)).as(part + " says " + key).isTrue();
        }
      }
    }
    assertThat(json.path("epochs").asInt()).isEqualTo(2);
    assertThat(json.path("chosen").asText()).startsWith("best copies on the validation part of ");
    Path figure = whole.resolve("figures/neighbours.png");
    assertThat(figure).isNotEmptyFile();
    assertThat(whole.resolve("figures/curves.png")).isNotEmptyFile();
    assertThat(whole.resolve("figures/curves.svg"))
        .content()
        .contains(
            ">loss</text>", ">kNN accuracy</text>", ">copies that find their original</text>");
    assertThat(Files.getLastModifiedTime(whole.resolve("summary.json")))
        .as("a run with a summary is complete")
        .isGreaterThanOrEqualTo(Files.getLastModifiedTime(figure));
    assertThat(whole.resolve("encoder.safetensors")).isNotEmptyFile();
    assertThat(whole.resolve("environment.json")).content().contains("\"images\"");
    assertThat(epochs(whole))
        .hasSize(2)
        .allSatisfy(
            epoch ->
                assertThat(epoch.path("metrics").fieldNames())
                    .toIterable()
                    .containsExactly("knn", "copies", "rank"));
  }

  @Test
  void aFigureThatCannotBeWrittenCostsNoNumbers() throws IOException {
    Path run = folder.resolve("run");
    try (PretrainingRun prepared =
        Pretraining.of(TinyFolder.recipe(labelled, "train.epochs=1")).into(run).prepare()) {
      prepared.train();
      Files.delete(run.resolve("figures"));
      Files.writeString(run.resolve("figures"), "");
      assertThat(prepared.summarise(FeatureProgress.NONE).columns()).hasSize(3);
    }
    assertThat(json(run.resolve("summary.json")).path("columns")).hasSize(3);
  }

  @Test
  void aRunThatEndsEarlyAtItsBestEpochHasNoColumnOfTheLast() {
    double[] levels = {0.8, 0, 0, 0.81};
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            event.metrics().addShare("level", levels[event.epoch()]);
          }
        };
    Recipe recipe =
        TinyFolder.recipe(labelled, "train.epochs=8", "train.patience=2", "train.best=[level]");
    Summary summary = Pretraining.of(recipe).into(folder.resolve("run")).listen(listener).run();
    assertThat(List.of(summary.epoch(), summary.epochs())).containsExactly(4, 8);
    assertThat(summary.columns())
        .extracting(Column::name)
        .containsExactly("raw pixels", "untrained", "trained");
  }

  @Test
  void theTableAndItsNotesComeFromTheEvaluationsOfTheRecipe() {
    assertThat(first.table().rows())
        .extracting(row -> row.get(0))
        .containsExactly(
            "",
            "altered copies that find their original",
            "kNN accuracy, k = 33, tau = 0.1",
            "kNN accuracy, each at its best k and tau");
    assertThat(first.notes())
        .anySatisfy(note -> assertThat(note).startsWith("Altered copies: crops of 0.5 to 1 "))
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith("kNN accuracy: weighted kNN, k = 33 (asked for 200, ")
                    .endsWith("; the best k and tau were chosen on the validation part."));
  }

  @Test
  void aRecipeNamesOtherEvaluations() throws IOException {
    Path run = folder.resolve("run");
    Summary summary =
        Pretraining.of(
                TinyFolder.recipe(
                    labelled,
                    "monitor.evaluations=[spread]",
                    "summary.evaluations=[spread, knn]",
                    "summary.knn.k=[1, 5]",
                    "summary.knn.grid-k=[]"))
            .into(run)
            .run();
    assertThat(summary.table().rows())
        .extracting(row -> row.get(0))
        .containsExactly(
            "",
            "effective rank of the vectors",
            "kNN accuracy, k = 1, tau = 0.1",
            "kNN accuracy, k = 5, tau = 0.1");
    assertThat(json(run.resolve("summary.json")).path("columns").get(2).fieldNames())
        .toIterable()
        .containsExactly("name", "spread", "knn", "knn_rows", "scores");
    assertThat(summary.chosen()).isEqualTo("last"); // neither copies nor knn was watched
    assertThat(epochs(run).get(0).path("metrics").fieldNames())
        .toIterable()
        .containsExactly("rank");
  }

  @Test
  void progressOfTheSummaryReachesItsTotal() {
    List<Integer> heard = new ArrayList<>();
    List<Integer> totals = new ArrayList<>();
    try (PretrainingRun run =
        Pretraining.of(TinyFolder.recipe(labelled)).into(folder.resolve("run")).prepare()) {
      run.train();
      run.summarise(
          (done, total) -> {
            heard.add(done);
            totals.add(total);
            return true;
          });
    }
    assertThat(heard).isSorted();
    assertThat(heard.get(heard.size() - 1)).isEqualTo(totals.get(0));
    assertThat(totals).containsOnly(totals.get(0));
  }

  @Test
  void withoutLabelsCopiesAreLeft() throws IOException {
    Path run = folder.resolve("run");
    Summary summary =
        Pretraining.of(TinyFolder.recipe(TinyFolder.flat(folder.resolve("flat"), 16)))
            .into(run)
            .run();
    assertThat(summary.columns()).extracting(Column::name).isEqualTo(names(summary));
    assertThat(summary.columns()).allSatisfy(column -> assertThat(column.report("knn")).isEmpty());
    assertThat(summary.columns())
        .allSatisfy(
            column -> assertThat(column.report("copies").orElseThrow().images()).isEqualTo(7));
    assertThat(summary.table().rows()).hasSize(2);
    assertThat(summary.table().toString())
        .hasLineCount(2)
        .contains(String.join("  ", names(summary)));
    assertThat(summary.chosen()).startsWith("best copies on the validation part of ");
    assertThat(epochs(run))
        .hasSize(2)
        .allSatisfy(
            epoch ->
                assertThat(epoch.toString())
                    .contains("\"copies\":", "\"rank\":")
                    .doesNotContain("\"knn\":"));
    assertThat(json(run.resolve("summary.json")).path("columns").toString())
        .contains("copies")
        .doesNotContain("knn");
  }

  @Test
  void theSameSeedGivesTheSameNumbersAndAnotherGivesOthers() throws IOException {
    Path again = folder.resolve("again");
    Pretraining.of(TinyFolder.recipe(labelled, "train.workers=3")).into(again).run();
    assertThat(numbers(again)).isEqualTo(numbers);
    assertThat(Encoder.load(again).hash()).isEqualTo(Encoder.load(whole).hash());
    Path other = folder.resolve("other");
    Pretraining.of(TinyFolder.recipe(labelled, "seed=1")).into(other).run();
    assertThat(Encoder.load(other).hash()).isNotEqualTo(Encoder.load(whole).hash());
  }

  @Test
  void aRunThatWasStoppedEndsWithTheSameNumbers() throws IOException {
    Path run = folder.resolve("stopped");
    AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
    TrainingListener stopper =
        new TrainingListener() {
          @Override
          public void onStepEnd(StepEnd event) {
            if (event.step().index() == 2) {
              stop.get().run();
            }
          }
        };
    try (PretrainingRun first =
        Pretraining.of(TinyFolder.recipe(labelled)).into(run).listen(stopper).prepare()) {
      stop.set(first::stop);
      assertThat(first.train().outcome()).isEqualTo(Outcome.INTERRUPTED);
    }
    Pretraining.resume(new RunLayout(run)).run();
    assertThat(numbers(run)).isEqualTo(numbers);
    assertThat(Encoder.load(run).hash()).isEqualTo(Encoder.load(whole).hash());
  }

  @Test
  @SuppressWarnings("NullAway") // a caller without the check
  void nullIsRefusedByName() {
    Pretraining pretraining = Pretraining.on(labelled);
    assertThatThrownBy(() -> pretraining.into(null)).hasMessage("run is null");
    assertThatThrownBy(() -> pretraining.recipe(null)).hasMessage("toFollow is null");
    assertThatThrownBy(() -> pretraining.dataset(null)).hasMessage("dataset is null");
    assertThatThrownBy(() -> Pretraining.resume(null)).hasMessage("run is null");
  }

  @Test
  void initialWeightsAreInPlaceBeforeTheFirstStep() {
    Path file = whole.resolve("encoder.safetensors");
    Encoder saved = Encoder.load(file);
    Recipe recipe = TinyFolder.recipe(labelled, "seed=9", "init=" + file);
    try (PretrainingRun run = Pretraining.of(recipe).into(folder.resolve("run")).prepare()) {
      Map<String, Tensor> weights = run.encoder().network().weights();
      saved
          .network()
          .weights()
          .forEach(
              (name, expected) -> {
                double[] found = Tensors.doubles(weights.get(name));
                if (name.equals("head.fc.weight")) {
                  assertThat(found)
                      .as(name)
                      .isNotEqualTo(Tensors.doubles(expected)); // the head is the run's own
                } else if (!name.startsWith("head.")) {
                  assertThat(found).as(name).isEqualTo(Tensors.doubles(expected));
                }
              });
      assertThat(weights.keySet()).contains("conv1.weight", "head.fc.weight");
      run.train();
      assertThat(run.summarise(FeatureProgress.NONE).table().rows().get(0))
          .startsWith("", "raw pixels", "before training")
          .endsWith("trained");
    }
  }

  @Test
  void initialWeightsOfAnotherNetworkAreRefusedAndNoRunIsLeft() {
    Path file = whole.resolve("encoder.safetensors");
    Path run = folder.resolve("run");
    Recipe recipe = TinyFolder.recipe(labelled, "init=" + file, "backbone.width=8");
    assertThatThrownBy(() -> Pretraining.of(recipe).into(run).prepare())
        .isInstanceOf(InputException.class)
        .message()
        .startsWith(file + " contains ")
        .contains(" but the backbone is ")
        .hasLineCount(1);
    assertThat(run).doesNotExist();
  }

  @Test
  void aListenerHearsOfTheWholeRunAndTheLogSaysIt() throws IOException {
    List<RunReady> ready = new ArrayList<>();
    List<Integer> measured = new ArrayList<>();
    List<Summary> summaries = new ArrayList<>();
    PretrainingListener recorder =
        new PretrainingListener() {
          @Override
          public void onReady(RunReady event) {
            ready.add(event);
          }

          @Override
          public void onMeasure(int done, int total) {
            assertThat(done).isLessThanOrEqualTo(total);
            measured.add(done);
          }

          @Override
          public void onSummary(Summary summary) {
            summaries.add(summary);
          }
        };
    Logger logger = (Logger) LoggerFactory.getLogger("progress");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(log);
    Path run = folder.resolve("run");
    Pretraining pretraining =
        Pretraining.on(labelled)
            .set(Recipe.empty("tiny").withAll(TinyFolder.SETTINGS))
            .listen(recorder)
            .listen(new LogListener(logger))
            .into(run);
    Summary summary = pretraining.run();

    assertThat(ready).hasSize(1);
    RunReady event = ready.get(0);
    assertThat(event.data().images()).isEqualTo(48);
    assertThat(event.training() + event.validation() + event.test()).isEqualTo(48);
    assertThat(event.folder()).isEqualTo(run);
    assertThat(event.cost()).isPresent();
    assertThat(event.chosen()).isEqualTo(pretraining.chosen());
    assertThat(event.chosen().orElseThrow().name()).isEqualTo("small");
    assertThat(measured).isNotEmpty().isSorted();
    assertThat(summaries).containsExactly(summary);
    assertThat(numbers(run)).as("choosing and listening change nothing").isEqualTo(numbers);
    List<String> lines = log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines.get(0)).startsWith("labelled: 48 images of 20x20 pixels");
    assertThat(lines)
        .contains("run folder: " + run, "training completed after 8 steps", "wrote " + run)
        .anySatisfy(line -> assertThat(line).startsWith("Recipe small: "))
        .anySatisfy(line -> assertThat(line).matches("\\d+ training, \\d+ validation and .*"))
        .anySatisfy(line -> assertThat(line).contains("of training per epoch"))
        .anySatisfy(line -> assertThat(line).startsWith("epoch 2/2: loss ").contains(", copies "))
        .anySatisfy(line -> assertThat(line).startsWith("measuring: "));
  }

  /**
   * Monitor, loader, checkpoints and metrics are on. What other tests dropped is collected first;
   * from then on nothing may be added.
   */
  @Test
  void noNativeObjectIsLeftBehindByAnEpoch() {
    List<Long> alive = new ArrayList<>();
    TrainingListener counter =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            alive.add(event.epoch() == 1 ? LivePointers.settled() : Pointer.totalCount());
          }
        };
    Recipe recipe = TinyFolder.recipe(labelled, "train.epochs=4");
    try (PretrainingRun run =
        Pretraining.of(recipe).into(folder.resolve("run")).listen(counter).prepare()) {
      run.train();
    }
    assertThat(alive).hasSize(4);
    assertThat(alive.subList(2, 4))
        .as("live native objects after each epoch: " + alive)
        .allMatch(after -> after <= alive.get(1));
  }

  /** The summary without what differs from run to run by nature: folder and time. */
  private static JsonNode numbers(Path run) throws IOException {
    ObjectNode json = (ObjectNode) json(run.resolve("summary.json"));
    json.remove(List.of("run", "seconds"));
    if (json.path("verdict") instanceof ObjectNode verdict) {
      verdict.remove("sentence"); // it may name the run
    }
    return json;
  }

  private static JsonNode json(Path file) throws IOException {
    return MAPPER.readTree(Files.readString(file));
  }

  private static List<JsonNode> epochs(Path run) throws IOException {
    List<JsonNode> epochs = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode event = MAPPER.readTree(line);
      if (line.contains("\"epoch_end\"") || event.path("event").asText().equals("epoch")) {
        epochs.add(event);
      }
    }
    return epochs;
  }
}
