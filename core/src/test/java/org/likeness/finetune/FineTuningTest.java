package org.likeness.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.classifier.Classifier;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.io.Json;
import org.likeness.method.Method;
import org.likeness.optim.Sgd;
import org.likeness.option.OptionRecords;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunPaths;
import org.likeness.pretraining.SplitOptions;
import org.likeness.pretraining.TestClasses;
import org.likeness.random.RandomSource;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;
import org.likeness.torch.Tensors;
import org.likeness.train.StepEnd;

final class FineTuningTest {
  private static final FineTuneOptions SHORT =
      OptionRecords.with(OptionRecords.with(FineTuneOptions.defaults(), "epochs", 1), "updates", 0);
  private static final FineTuneOptions ALONE = OptionRecords.with(SHORT, "scratch", false);

  @TempDir private static Path shared;
  private static Path labelled;
  private static RunLayout run;
  private static Encoder encoder;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    labelled = TinyFolder.labelled(shared.resolve("images"), 20);
    Path trained = shared.resolve("run");
    Pretraining.of(
            TinyFolder.recipe(
                labelled, "train.epochs=1", "method=instdisc", "optimizer.momentum=0.5"))
        .into(trained)
        .run();
    run = new RunLayout(trained);
    encoder = Encoder.load(trained);
  }

  private static Optional<Report> tuned(FineTuneOptions options, Work work) throws IOException {
    return tuned(run, labelled, options, work);
  }

  private static Optional<Report> tuned(
      RunLayout of, Path images, FineTuneOptions options, Work work) throws IOException {
    PretrainRecipe recipe = RunPaths.recipe(of);
    try (Dataset dataset = Datasets.open(recipe.data().withSource(images.toString()))) {
      return work.of(
          new FineTuning(
              of,
              recipe,
              of.folder().resolve("encoder.safetensors"),
              encoder.hash(),
              recipe.data(),
              dataset,
              options));
    }
  }

  /** SimCLR v2: the first layer of the projector stays, the classifier is as wide as it. */
  @Test
  void theMiddleOfAHeadStays() throws IOException {
    Path trained = folder.resolve("simclr");
    Pretraining.of(
            TinyFolder.recipe(labelled, "train.epochs=1", "method=simclr-v2", "options.hidden=12"))
        .into(trained)
        .run();
    PretrainRecipe recipe = RunPaths.recipe(new RunLayout(trained));
    Path weights = trained.resolve("encoder.safetensors");
    try (Dataset images = Datasets.open(recipe.data())) {
      FineTuneOptions middle = OptionRecords.with(ALONE, "head-layers", 1);
      Report report =
          tuning(trained, recipe, weights, images, middle).all(new Heard()).orElseThrow();
      assertThat(report.protocol()).contains("the encoder from layer 1 of its head on");
      Path tuned;
      try (Stream<Path> runs = Files.list(trained.resolve("finetune"))) {
        tuned = runs.findFirst().orElseThrow();
      }
      assertThat(Encoder.load(tuned.resolve("encoder.safetensors")).dimension()).isEqualTo(12);
      Classifier classifier = Classifier.load(tuned);
      assertThat(classifier.layers().hidden()).hasSize(1);
      assertThat(classifier.layers().names()).containsExactly("kind0", "kind1", "kind2");
      requireSameAnswers(classifier, tuned, recipe);
      FineTuneOptions many = OptionRecords.with(ALONE, "head-layers", 4);
      assertThatThrownBy(() -> tuning(trained, recipe, weights, images, many).all(new Heard()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("options.head-layers of 4 is more than the 3 layers of the head");
    }
  }

  /** The file answers as the method of the run does. */
  private static void requireSameAnswers(Classifier classifier, Path tuned, PretrainRecipe base)
      throws IOException {
    JsonNode result = Json.read(tuned.resolve("classification.json"));
    try (Dataset images = Datasets.open(base.data())) {
      int[] all = IntStream.range(0, images.size()).toArray();
      DataParts parts =
          DataParts.of(
              new Subset(images, all, images.name()), base.split(), new RandomSource(base.seed()));
      int right = 0;
      for (int i = 0; i < parts.test().size(); i++) {
        int label = classifier.classify(parts.test().load(i, 64), 1).get(0).label();
        right += label == parts.test().info(i).label().orElseThrow() ? 1 : 0;
      }
      assertThat((double) right / parts.test().size())
          .isCloseTo(result.path("accuracy").doubleValue(), within(1e-6));
    }
  }

  /** SimCLR v2's third step, for each share of the labels: from all images, without labels. */
  @Test
  void theAnswersOfTheFineTunedNetworkAreDistilled() throws IOException {
    RunLayout own = copy();
    FineTuneOptions options = OptionRecords.with(ALONE, "distill-epochs", 1);
    Heard heard = new Heard();
    Report report =
        tuned(own, labelled, options, tuning -> tuning.shares(List.of(0.5), heard)).orElseThrow();
    JsonNode row = report.json().path("rows").path(0);
    assertThat(row.path("labels").intValue()).isLessThan(51);
    assertThat(row.path("distilled").path("unlabelled").intValue()).isEqualTo(51);
    assertThat(row.path("distilled").path("accuracy").doubleValue()).isBetween(0.0, 1.0);
    assertThat(heard.starts)
        .extracting(FineTuneStart::beginning)
        .containsExactly(Beginning.ENCODER, Beginning.DISTILLED);
    assertThat(new SemiReader().table(report).get(0)).contains("from the encoder", "distilled");
    assertThat(report.protocol())
        .contains("its answers distilled into a network from random weights for 1 epoch");
    Heard again = new Heard();
    assertThat(tuned(own, labelled, options, tuning -> tuning.shares(List.of(0.5), again)))
        .contains(report);
    assertThat(again.starts).extracting(FineTuneStart::known).containsExactly(true, true);
    Path student;
    try (Stream<Path> runs =
        Files.list(own.folder().resolve("finetune"))
            .filter(path -> path.getFileName().toString().startsWith("distilled-0.5-"))) {
      student = runs.findFirst().orElseThrow();
    }
    assertThat(Files.readString(student.resolve("recipe.yaml"))).contains("finetune/encoder-0.5-");
  }

  @Test
  void aLinearHeadHasNoMiddle() {
    FineTuneOptions middle = OptionRecords.with(ALONE, "head-layers", 1);
    assertThatThrownBy(() -> tuned(middle, tuning -> tuning.all(new Heard())))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "has no MLP head of which layers could be kept: set options.head-layers to 0");
  }

  @Test
  void twoNetworksAreRefused() throws IOException {
    Path trained = folder.resolve("cmc");
    Pretraining.of(
            TinyFolder.recipe(labelled, "train.epochs=1", "method=cmc", "options.loss=sampled"))
        .into(trained)
        .run();
    PretrainRecipe recipe = RunPaths.recipe(new RunLayout(trained));
    try (Dataset images = Datasets.open(recipe.data())) {
      assertThatThrownBy(
              () ->
                  tuning(trained, recipe, trained.resolve("encoder.safetensors"), images, ALONE)
                      .all(new Heard()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("fine-tuning needs an encoder of one network on RGB images");
    }
  }

  private static FineTuning tuning(
      Path trained, PretrainRecipe recipe, Path weights, Dataset images, FineTuneOptions options) {
    return new FineTuning(
        new RunLayout(trained),
        recipe,
        weights,
        Encoder.savedHash(weights),
        recipe.data(),
        images,
        options);
  }

  /** A run of the same encoder with a {@code finetune} folder of its own. */
  private RunLayout copy() throws IOException {
    Path to = folder.resolve("run");
    Files.createDirectories(to);
    for (String file :
        List.of("recipe.yaml", "environment.json", "data.json", "encoder.safetensors")) {
      Files.copy(run.folder().resolve(file), to.resolve(file));
    }
    return new RunLayout(to);
  }

  @Test
  void theBackboneBeginsFromTheEncoderAndTheHeadIsNew() throws IOException {
    PretrainRecipe base = RunPaths.recipe(run);
    try (Dataset images = Datasets.open(base.data())) {
      FineTuneRecipe recipes = new FineTuneRecipe(base, base.data(), images);
      Path weights = run.folder().resolve("encoder.safetensors");
      Method method = PretrainRecipe.of(recipes.from(weights, 1, 40, SHORT)).build(40, 3);
      Method scratch = PretrainRecipe.of(recipes.scratch(1, 40, SHORT)).build(40, 3);
      Map<String, Tensor> begun = method.state().tensors();
      Map<String, Tensor> random = scratch.state().tensors();
      assertThat(begun.keySet()).isEqualTo(random.keySet());
      encoder
          .network()
          .weights()
          .forEach(
              (name, tensor) -> {
                if (!name.startsWith("head.")) {
                  assertThat(Tensors.doubles(begun.get("backbone." + name)))
                      .as(name)
                      .isEqualTo(Tensors.doubles(tensor));
                }
              });
      String first = "backbone.conv1.weight";
      assertThat(Tensors.doubles(begun.get(first)))
          .isNotEqualTo(Tensors.doubles(random.get(first)));
      assertThat(Tensors.doubles(begun.get("classifier.fc.weight")))
          .as("the same random head")
          .isEqualTo(Tensors.doubles(random.get("classifier.fc.weight")));
    }
  }

  @Test
  void recipesFollowTheProtocolAndTheRun() throws IOException {
    PretrainRecipe base = RunPaths.recipe(run);
    try (Dataset images = Datasets.open(base.data())) {
      FineTuneRecipe recipes = new FineTuneRecipe(base, base.data(), images);
      FineTuneOptions instdisc = FineTuneOptions.defaults().withProtocol(FineTuneProtocol.INSTDISC);
      Path weights = run.folder().resolve("encoder.safetensors");
      PretrainRecipe bound = PretrainRecipe.of(recipes.from(weights, 0.1, 720, instdisc));
      assertThat(bound.method().name()).isEqualTo("supervised");
      assertThat(bound.train().epochs()).as("already more than 500 updates of 128").isEqualTo(100);
      assertThat(bound.train().batch()).isEqualTo(128);
      assertThat(bound.train().lr()).isEqualTo(0.01);
      assertThat(bound.train().milestones()).containsExactly(100 * 30 / 70.0, 100 * 60 / 70.0);
      assertThat(bound.split()).isEqualTo(base.split().withShares(0.15, 0, 2000).withShare(0.1));
      assertThat(bound.backbone()).isEqualTo(base.backbone());
      assertThat(bound.view().jitter().probability()).isZero();
      assertThat(bound.view().crop()).isEqualTo(base.view().crop());
      assertThat(bound.train().workers()).isEqualTo(1);
      PretrainRecipe simclr =
          PretrainRecipe.of(
              recipes.from(weights, 0.01, 12_000, instdisc.withProtocol(FineTuneProtocol.SIMCLR)));
      assertThat(simclr.train().epochs()).isEqualTo(60);
      assertThat(simclr.train().lr()).isEqualTo(0.05);
      assertThat(simclr.train().weightDecay()).isZero();
      assertThat(simclr.optimizer().options()).isEqualTo(new Sgd.Options(0.9, true));
      assertThat(bound.optimizer().options()).isEqualTo(new Sgd.Options(0.9, false));
      PretrainRecipe few = PretrainRecipe.of(recipes.scratch(0.01, 72, instdisc));
      assertThat(few.train().batch()).isEqualTo(16);
      assertThat(few.train().epochs() * (72 / 16)).isBetween(500, 504);
      assertThat(few.train().lr()).isEqualTo(0.0075);
    }
  }

  @Test
  void aReportComparesWithTrainingFromScratchAndIsNotMadeTwice() throws IOException {
    RunLayout own = copy();
    Heard first = new Heard();
    Report report = tuned(own, labelled, SHORT, tuning -> tuning.all(first)).orElseThrow();
    JsonNode json = report.json();
    assertThat(report.images()).isEqualTo(9);
    assertThat(json.path("labels").intValue()).isEqualTo(51);
    assertThat(json.path("encoder").textValue()).isEqualTo(encoder.hash());
    assertThat(json.path("data").textValue()).isEqualTo("images");
    assertThat(json.path("data_hash").textValue())
        .isEqualTo(RunData.read(run).orElseThrow().data().fingerprint().hash());
    for (JsonNode result : List.of(json, json.path("scratch"))) {
      double accuracy = result.path("accuracy").doubleValue();
      assertThat(accuracy).isBetween(0.0, 1.0);
      assertThat(result.path("accuracy_low").doubleValue()).isLessThanOrEqualTo(accuracy);
      assertThat(result.path("accuracy_high").doubleValue()).isGreaterThanOrEqualTo(accuracy);
      assertThat(result.path("per_class")).hasSize(3);
      assertThat(result.path("per_class").path(0).path("class").textValue()).isEqualTo("kind0");
    }
    assertThat(first.starts).extracting(FineTuneStart::known).containsExactly(false, false);
    assertThat(first.steps).isPositive();
    Heard again = new Heard();
    assertThat(tuned(own, labelled, SHORT, tuning -> tuning.all(again))).contains(report);
    assertThat(again.starts).extracting(FineTuneStart::known).containsExactly(true, true);
    assertThat(again.steps).isZero();
    Heard other = new Heard();
    tuned(own, labelled, OptionRecords.with(SHORT, "lr", 0.5), tuning -> tuning.all(other));
    assertThat(other.starts)
        .as("another rate is another run; from scratch nothing changed")
        .extracting(FineTuneStart::known)
        .containsExactly(false, true);
    List<List<String>> table = new FineTuneReader().table(report);
    assertThat(table).hasSize(3).allSatisfy(row -> assertThat(row).hasSize(4));
  }

  @Test
  void oneClassIsRefusedBeforeAFolderIsMade() throws IOException {
    Path one = folder.resolve("one");
    Path kind = Files.createDirectories(one.resolve("kind0"));
    try (Stream<Path> files = Files.list(labelled.resolve("kind0"))) {
      for (Path file : files.toList()) {
        Files.copy(file, kind.resolve(file.getFileName()));
      }
    }
    RunLayout own = copy();
    assertThatThrownBy(() -> tuned(own, one, SHORT, tuning -> tuning.all(new Heard())))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fine-tuning needs training images of at least 2 classes but one train has 1: use data with more classes");
    assertThat(own.folder().resolve("finetune")).doesNotExist();
  }

  @Test
  void whatWasStoppedGoesOnToEqualNumbers() throws IOException {
    FineTuneOptions two =
        OptionRecords.with(OptionRecords.with(SHORT, "epochs", 3), "scratch", false);
    Report whole = tuned(two, tuning -> tuning.all(new Heard())).orElseThrow();
    RunLayout own = copy();
    Optional<Report> stopped =
        tuned(
            own,
            labelled,
            two,
            tuning ->
                tuning.all(
                    new Heard() {
                      @Override
                      public void onStepEnd(StepEnd event) {
                        if (event.step().index() == 2) {
                          tuning.stop();
                        }
                      }
                    }));
    assertThat(stopped).isEmpty();
    Heard rest = new Heard();
    assertThat(tuned(own, labelled, two, tuning -> tuning.all(rest))).contains(whole);
    assertThat(rest.steps).as("of 18").isEqualTo(15);
  }

  @Test
  void sharesAreRowsOfATableAndPointsOfAFigure() throws IOException {
    RunLayout own = copy();
    Report report =
        tuned(own, labelled, SHORT, tuning -> tuning.shares(List.of(0.5, 0.2), new Heard()))
            .orElseThrow();
    JsonNode rows = report.json().path("rows");
    assertThat(rows).hasSize(2);
    assertThat(rows.path(0).path("share").doubleValue()).isEqualTo(0.2);
    assertThat(rows.path(0).path("labels").intValue()).isEqualTo(10);
    assertThat(rows.path(1).path("labels").intValue()).isEqualTo(26);
    assertThat(rows.path(1).path("scratch").path("accuracy").isNumber()).isTrue();
    SemiReader reader = new SemiReader();
    assertThat(reader.table(report)).hasSize(3).allSatisfy(row -> assertThat(row).hasSize(6));
    assertThat(reader.figure(report)).isPresent();
    assertThat(report.protocol()).contains("protocol lightly with epochs 1");
  }

  @Test
  void aShareThatLeavesAClassWithoutALabelIsRefused() throws IOException {
    Throwable refusal =
        catchThrowable(
            () -> tuned(SHORT, tuning -> tuning.shares(List.of(0.03, 0.5), new Heard())));
    assertThat(refusal)
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "3 % of the 51 labels leave a class without one: use [.0-9]+ % or more, such as --labels 50");
    double least =
        Double.parseDouble(refusal.getMessage().replaceFirst(".*: use ([.0-9]+) %.*", "$1")) / 100;
    assertThat(tuned(copy(), labelled, ALONE, t -> t.shares(List.of(least), new Heard())))
        .as("the least share will do")
        .isPresent();
  }

  /** A folder of the same name with other images is another training. */
  @Test
  void otherImagesOfTheSameNameAreTrainedOn() throws IOException {
    RunLayout own = copy();
    tuned(own, labelled, ALONE, tuning -> tuning.all(new Heard()));
    Heard other = new Heard();
    Path images = TinyFolder.labelled(folder.resolve("images"), 22);
    Report report = tuned(own, images, ALONE, tuning -> tuning.all(other)).orElseThrow();
    assertThat(other.starts).extracting(FineTuneStart::known).containsExactly(false);
    assertThat(report.json().path("labels").intValue()).isEqualTo(56);
  }

  @Test
  void imagesWithoutLabelsAreRefused() throws IOException {
    Path flat = TinyFolder.flat(folder.resolve("flat"), 20);
    RunLayout own = copy();
    assertThatThrownBy(() -> tuned(own, flat, SHORT, tuning -> tuning.all(new Heard())))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "fine-tuning needs a label for every image but flat has images without one: put the images into one folder per class, or use a CSV file with the columns path and label");
    assertThat(own.folder().resolve("finetune")).doesNotExist();
  }

  private interface Work {
    Optional<Report> of(FineTuning tuning);
  }

  private static class Heard implements FineTuneListener {
    final List<FineTuneStart> starts = new ArrayList<>();
    int steps;

    @Override
    public void onRun(FineTuneStart start) {
      starts.add(start);
    }

    @Override
    public void onStepEnd(StepEnd event) {
      steps++;
    }

    @Override
    public boolean proceed(int done, int total) {
      return true;
    }
  }

  /** A run that was tested on classes that it did not learn is fine-tuned on these. */
  @Test
  void theClassesThatAreTestedAreLearned() throws IOException {
    split("others", List.of("kind0", "kind2"), TestClasses.SAME);
    split("same", List.of("kind1"), TestClasses.SAME);
    split("all", List.of(), TestClasses.ALL);
  }

  private static void split(String tested, List<String> classes, TestClasses same)
      throws IOException {
    PretrainRecipe base =
        PretrainRecipe.of(
            TinyFolder.recipe(
                labelled,
                "split.classes=[kind1]",
                "split.test-classes=" + tested,
                "split.share=0.5",
                "split.test-share=0.25"));
    try (Dataset images = Datasets.open(base.data())) {
      SplitOptions split = new FineTuneRecipe(base, base.data(), images).split(0.3);
      assertThat(split.classes()).as(tested).isEqualTo(classes);
      assertThat(split.testClasses()).as(tested).isEqualTo(same);
      assertThat(split.share()).isEqualTo(0.3);
      assertThat(split.testShare()).isEqualTo(0.25);
      assertThat(split.validationShare()).isZero();
    }
  }

  /** Rates and epochs that are given take the place of the protocol's, each of its own training. */
  @Test
  void optionsTakeThePlaceOfTheProtocol() throws IOException {
    PretrainRecipe base = RunPaths.recipe(run);
    Path weights = run.folder().resolve("encoder.safetensors");
    FineTuneOptions options = OptionRecords.with(SHORT, "lr", 0.5);
    options = OptionRecords.with(options, "scratch-lr", 0.25);
    options = OptionRecords.with(options, "batch", 32);
    options = OptionRecords.with(options, "epochs", 4);
    options = OptionRecords.with(options, "distill-epochs", 9);
    try (Dataset images = Datasets.open(base.data())) {
      FineTuneRecipe recipes = new FineTuneRecipe(base, base.data(), images);
      PretrainRecipe tuned = PretrainRecipe.of(recipes.from(weights, 0.5, 100, options));
      assertThat(tuned.train().lr()).isEqualTo(0.5);
      assertThat(tuned.train().batch()).isEqualTo(32);
      assertThat(tuned.train().epochs()).isEqualTo(4);
      assertThat(tuned.split().share()).isEqualTo(0.5);
      PretrainRecipe scratch = PretrainRecipe.of(recipes.scratch(0.5, 100, options));
      assertThat(scratch.train().lr()).isEqualTo(0.25);
      assertThat(scratch.train().epochs()).isEqualTo(4);
      FineTuneOptions most = OptionRecords.with(options, "updates", 30);
      assertThat(PretrainRecipe.of(recipes.scratch(0.5, 100, most)).train().epochs())
          .as("three updates in each epoch")
          .isEqualTo(10);
    }
  }
}
