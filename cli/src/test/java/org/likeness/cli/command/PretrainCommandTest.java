package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;

/** What {@code pretrain} says, to the letter, and what it leaves with. */
final class PretrainCommandTest {
  private static final List<String> TINY =
      List.of(
          "backbone.width=4",
          "view.size=16",
          "train.batch=8",
          "train.epochs=2",
          "train.warmup-epochs=0",
          "train.workers=1",
          "train.threads=1",
          "split.validation-share=0.2");

  @TempDir static Path shared;
  private static Path pictures = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void prepare() {
    Torch.require();
    pictures = Pictures.coloured(shared.resolve("pictures"), 14);
  }

  @Test
  void whatIsLeftOutIsSaidBeforeTraining() throws IOException {
    Path some = Pictures.coloured(folder.resolve("some"), 14);
    Files.writeString(some.resolve("red").resolve("broken.png"), "no picture");
    Outcome outcome = pretrain(folder.resolve("run"), "--set", "data.source=" + some);
    assertThat(outcome.err())
        .contains("Warning: 1 file cannot be used and is left out: red/broken.png (");
    // 42 pictures without a sixth or so for validation and test are no multiple of 8.
    assertThat(outcome.out())
        .containsPattern(
            "Each epoch skips [1-7] images? \\(an incomplete batch\\), (a different one|different ones) each time\\.");
    assertThat(outcome.out()).contains("test images, so each is");
  }

  @Test
  void picturesThatCannotBeDecodedAreNamedInTrainingAndInEvaluation() throws IOException {
    Path some = Pictures.coloured(folder.resolve("some"), 60);
    for (String name : List.of("red/7.png", "green/21.png", "blue/40.png")) {
      byte[] whole = Files.readAllBytes(some.resolve(name));
      Files.write(some.resolve(name), Arrays.copyOf(whole, 60)); // its header promises a picture
    }
    Path run = folder.resolve("run");
    Outcome outcome = pretrain(run, "--set", "data.source=" + some);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .containsOnlyOnce("cannot be decoded and are skipped: ")
        .doesNotContain("WARN");
    assertThat(outcome.out())
        .contains("1 of the 27 test images cannot be decoded and are not counted.")
        .contains("Warning during training: ");
    assertThat(Outcome.of("evaluate", "knn", run.toString(), "--quiet").err())
        .contains("Warning: 3 images cannot be decoded and are left out: ");
  }

  @Test
  void quietPrintsResultsAlone() {
    Path run = folder.resolve("run");
    Outcome outcome = pretrain(run, "--quiet");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().strip().lines())
        .anySatisfy(line -> assertThat(line).contains("raw pixels", "untrained", "trained"))
        .endsWith(
            "Wrote " + run + ": encoder.safetensors, summary.json, metrics.jsonl, checkpoints.",
            "Figure: "
                + run
                + "/figures/neighbours.png (nearest neighbours by pixels, before and after training).",
            "Figure: " + run + "/figures/curves.png (loss and measurements over epochs).");
  }

  @Test
  void adviceIsPrintedAndTrainingGoesOn() {
    Path run = folder.resolve("run");
    Outcome outcome =
        pretrain(
            run,
            "--method",
            "moco-v2",
            "--set",
            "options.queue=16",
            "--set",
            "backbone.norm-groups=2");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern(
            "Advice: options\\.queue of 16 is more than a third of the \\d+ images, .*: at most \\d+ fits\\.")
        .contains("Wrote " + run + ": encoder.safetensors");
  }

  @Test
  void jsonIsExactlyOneObject() throws IOException {
    Path run = folder.resolve("run");
    Outcome outcome = pretrain(run, "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode json =
        new ObjectMapper()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .readTree(outcome.out());
    assertThat(json.path("run").asText()).isEqualTo(run.toString());
    assertThat(json.path("steps").asInt()).isPositive();
    assertThat(json.path("warnings").isArray()).isTrue();
    JsonNode summary = json.path("summary");
    assertThat(summary.path("columns"))
        .hasSize(summary.path("epoch").equals(summary.path("epochs")) ? 3 : 4);
  }

  @Test
  void dataThatCannotBeUsed() throws IOException {
    Path missing = folder.resolve("missing");
    refused(pretrainOn(missing), "there is no file or folder " + missing);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(
        pretrainOn(empty),
        "the folder " + empty + " contains no image: the formats are JPEG, PNG, GIF, BMP and WebP");
    Path one = Files.createDirectory(folder.resolve("one"));
    Files.copy(pictures.resolve("red/0.png"), one.resolve("0.png"));
    refused(
        pretrainOn(one),
        "one has 1 training image but training needs at least 2: use a folder with more images");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aRecipeChosenForTheDataFitsFewPicturesAndTheGivenWeights() throws IOException {
    Path weights = Pictures.encoder(folder);
    Path run = folder.resolve("run");
    Outcome outcome =
        Outcome.of(
            "pretrain",
            "--data",
            pictures.toString(),
            "--method",
            "instdisc",
            "--init",
            weights.toString(),
            "--epochs",
            "1",
            "--out",
            run.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(
            "Recipe small: most images have at most 64 pixels on their longer side.",
            "Network of the weights in " + weights + ": backbone.",
            "32 training images: batch 32 and learning rate 0.015 instead of the recipe's 64 and 0.03.")
        .contains("InstDisc, resnet18 (width 4, cifar stem), 32 x 32 pixels, 1 epoch of batch 32;");
    assertThat(Files.readString(new RunLayout(run).recipe())).contains("width: 4", "lr: 0.015");
  }

  @Test
  void afterARunWithoutLabelsNothingIsOfferedThatNeedsThem() {
    Path run = folder.resolve("run");
    Outcome outcome = pretrain(run, "--set", "data.source=" + pictures.resolve("red"));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("\nNext: ./likeness embed " + run + " --data DIR --out FOLDER\n");
    refused(
        Outcome.of("evaluate", "knn", run.toString(), "--quiet"),
        "kNN accuracy needs the class of every image, but 10 of 10 images of red train have none (the first is 0.png): put the images into one folder per class, or use a CSV file with the columns path and label");
  }

  @Test
  void supervisedLearnsFromLabelsAndRefusesImagesWithout() {
    Path run = folder.resolve("run");
    Outcome outcome = pretrain(run, "--method", "supervised");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern("Supervised, resnet18 \\(width 4, .*of training per epoch")
        .containsPattern("raw pixels +untrained +trained")
        .contains("kNN accuracy, k = ", "Wrote " + run + ": encoder.safetensors");
    Path without = folder.resolve("without");
    refused(
        Outcome.of(
            "pretrain",
            "--data",
            pictures.resolve("red").toString(),
            "--method",
            "supervised",
            "--out",
            without.toString()),
        "the supervised method needs at least two classes but there are none: put the images into one folder per class, or use a CSV file with the columns path and label");
    assertThat(without).doesNotExist();
  }

  @Test
  void aRunMeasuresItsOwnImagesUnlessOthersAreNamed() throws IOException {
    Path some = Pictures.coloured(folder.resolve("some"), 14);
    Path run = folder.resolve("run");
    assertThat(pretrain(run, "--set", "data.source=" + some, "--quiet").exitCode()).isZero();
    Files.delete(some.resolve("red/0.png"));
    refused(
        Outcome.of("evaluate", "knn", run.toString()),
        "the run "
            + run
            + " learns from 42 images of some, but other images are found now: 1 is gone (red/0.png); restore them, or name images with --data DIR");
    Outcome named =
        Outcome.of("evaluate", "knn", run.toString(), "--data", some.toString(), "--quiet");
    assertThat(named.exitCode()).as(named.err()).isZero();
  }

  @Test
  void aFinishedRunSaysSo() throws IOException {
    Path run = folder.resolve("run");
    assertThat(pretrain(run, "--quiet").exitCode()).isZero();
    String summary = Files.readString(new RunLayout(run).summary());
    Outcome outcome = Outcome.of("pretrain", "--resume", run.toString());
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("Training is complete: 2 of 2 epochs.")
        .doesNotContain("of training per epoch")
        .contains("Nothing to do: " + run + " is already trained and measured.")
        .contains("To train longer: ./likeness pretrain --resume " + run + " --epochs 4");
    assertThat(Files.readString(new RunLayout(run).summary())).isEqualTo(summary);
    JsonNode json =
        new ObjectMapper()
            .readTree(Outcome.of("pretrain", "--resume", run.toString(), "--json").out());
    JsonNode printed = json.path("summary");
    assertThat(printed.path("columns"))
        .hasSize(printed.path("epoch").equals(printed.path("epochs")) ? 3 : 4);
    Files.delete(new RunLayout(run).summary());
    assertThat(Outcome.of("pretrain", "--resume", run.toString()).out())
        .contains("Measuring on the test images ...");
    assertThat(new RunLayout(run).summary()).exists();
  }

  @Test
  void aBatchLargerThanTheDataLeavesNoRunBehind() {
    Path run = folder.resolve("run");
    refused(
        pretrain(run, "--set", "batch=500"),
        "train.batch is 500 but pictures train has only 29 images: lower it to at most 29 (--set train.batch=29)");
    assertThat(run).doesNotExist();
  }

  @Test
  void recipesWithMistakes() throws IOException {
    Path run = folder.resolve("run");
    Path recipe = folder.resolve("mine.yaml");
    Files.writeString(recipe, "train: {epoch: 3}\n");
    refused(
        Outcome.of(
            "pretrain",
            "--data",
            pictures.toString(),
            "--recipe",
            recipe.toString(),
            "--out",
            run.toString()),
        "recipe " + recipe + ": unknown key train.epoch, did you mean train.epochs?");
    refused(
        pretrain(run, "--set", "lr=fast"),
        "setting lr=fast: train.lr must be a number but is \"fast\"");
    refused(
        pretrain(run, "--set", "options.tau=-1"),
        "setting options.tau=-1: options.tau must be positive but is -1");
    refused(
        pretrain(run, "--set", "tau=0.1"),
        "setting tau=0.1: tau is ambiguous: write options.tau or monitor.knn.tau or summary.knn.tau in full");
    assertThat(run).doesNotExist();
  }

  @Test
  void aFolderThatIsNotTheRunsOwnIsRefusedAndLeftAlone() throws IOException {
    Path keep = Files.createDirectories(folder.resolve("keep"));
    Path mine = Files.writeString(keep.resolve("summary.json"), "mine");
    refused(pretrain(keep), keep + " contains other files: choose an empty or a new folder");
    assertThat(mine).hasContent("mine");
    try (Stream<Path> files = Files.list(keep)) {
      assertThat(files).containsExactly(mine);
    }
    for (Path data : List.of(pictures, pictures.getParent())) {
      refused(pretrain(data), data + " contains other files: choose an empty or a new folder");
    }
    for (String out : List.of("", ".", "..", "/")) {
      refused(
          Outcome.of("pretrain", "--data", pictures.toString(), "--out", out),
          "a run needs a folder of its own but "
              + (out.isEmpty() ? "\"\"" : out)
              + " is or holds the working folder: choose a new folder, such as runs/first");
    }
  }

  @Test
  void aRunInUse() {
    Path run = folder.resolve("run");
    try (RunDirectory held =
        RunDirectory.create(run, "method: invaspread\ndata: {source: '" + pictures + "'}\n")) {
      refused(pretrain(run), run + " contains a run already: resume it, or choose another name");
      refused(
          Outcome.of("pretrain", "--resume", held.layout().folder().toString()),
          "the run " + run + " is in use by this process: close it first, or choose another name");
    }
  }

  @Test
  void resumingWhatIsNotThere() {
    Path run = folder.resolve("none");
    refused(Outcome.of("pretrain", "--resume", run.toString()), "there is no run '" + run + "'");
    refused(
        Outcome.of("pretrain", "--resume", run.toString(), "--data", pictures.toString()),
        "--resume uses the data and the recipe of the run: remove --data, --method, --recipe, --budget and --out");
  }

  @Test
  void epochsBesidesABudget() {
    Path run = folder.resolve("run");
    refused(
        pretrain(run, "--budget", "30m", "--epochs", "5"),
        "--budget chooses the number of epochs: remove it or --epochs");
    refused(
        pretrain(run, "--budget", "30m", "--set", "epochs=5"),
        "a budget of 30 min chooses the number of epochs: remove it or the setting train.epochs of 5");
    assertThat(run).doesNotExist();
  }

  @Test
  void weightsThatDoNotFit() {
    Path weights = Pictures.encoder(folder);
    Path run = folder.resolve("run");
    Outcome outcome = pretrain(run, "--init", weights.toString(), "--set", "backbone.width=8");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("Error: " + weights + " contains ")
        .contains(" but the backbone is ")
        .hasLineCount(1);
    assertThat(run).doesNotExist();
    Path missing = folder.resolve("missing.safetensors");
    refused(pretrain(run, "--init", missing.toString()), "there is no file " + missing);
  }

  @Test
  void aLossThatIsNotFinite() {
    Path run = folder.resolve("run");
    Outcome outcome = pretrain(run, "--set", "lr=1e30", "--set", "checkpoint-steps=1");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).doesNotContain("Wrote");
    String last = outcome.err().strip().lines().reduce((a, b) -> b).orElse("");
    assertThat(last)
        .matches(
            "Error: (the loss of step \\d+ \\(epoch \\d+\\) is not finite: its term \\w+ is NaN|after step \\d+ \\S+ contains values that are not finite); the last good checkpoint is .*: lower the learning rate.*");
  }

  @Test
  void aCheckpointCutShortIsPassedOver() throws IOException {
    Path run = folder.resolve("run");
    assertThat(pretrain(run, "--quiet").exitCode()).isZero();
    List<Path> checkpoints = checkpoints(run);
    assertThat(checkpoints).hasSize(2);
    Path state = checkpoints.get(1).resolve("state.safetensors");
    try (FileChannel channel = FileChannel.open(state, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    Outcome outcome = Outcome.of("pretrain", "--resume", run.toString(), "--quiet");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .startsWith("Warning: a checkpoint is damaged: " + checkpoints.get(1).getFileName() + " (")
        .endsWith("; the run is resumed from " + checkpoints.get(0).getFileName() + "\n")
        .hasLineCount(1);
  }

  @Test
  void aCheckpointOfAnotherArchitecture() throws IOException {
    Path run = folder.resolve("run");
    assertThat(pretrain(run, "--quiet").exitCode()).isZero();
    Path recipe = new RunLayout(run).recipe();
    Files.writeString(recipe, Files.readString(recipe).replace("width: 4", "width: 8"));
    Outcome outcome = Outcome.of("pretrain", "--resume", run.toString(), "--quiet");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith(
            "Error: checkpoint " + checkpoints(run).get(1) + " does not match the recipe: its ")
        .endsWith("; use the recipe that it was written with.\n")
        .hasLineCount(1);
    assertThat(recipe).exists();
  }

  private static void refused(Outcome outcome, String message) {
    assertThat(outcome).isEqualTo(new Outcome(2, "", Outcome.error(message)));
  }

  private Outcome pretrainOn(Path data) {
    return Outcome.of(
        "pretrain",
        "--data",
        data.toString(),
        "--recipe",
        "small",
        "--out",
        folder.resolve("run").toString());
  }

  private static Outcome pretrain(Path run, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "pretrain",
                "--data",
                pictures.toString(),
                "--recipe",
                "small",
                "--out",
                run.toString()));
    TINY.forEach(setting -> args.addAll(List.of("--set", setting)));
    args.addAll(List.of(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  private static List<Path> checkpoints(Path run) throws IOException {
    try (Stream<Path> files = Files.list(new RunLayout(run).checkpoints())) {
      return files.sorted().toList();
    }
  }
}
