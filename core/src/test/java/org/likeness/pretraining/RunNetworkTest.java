package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.run.RunLayout;
import org.likeness.torch.Tensors;
import org.likeness.train.KeptNetworks;

/** The networks of a run by their names. */
final class RunNetworkTest {
  @TempDir static Path folder;
  private static RunLayout run = new RunLayout(Path.of(""));
  private static Summary summary = empty();

  private static Summary empty() {
    return new Summary(Path.of(""), "", 1, 1, "", 0, List.of(), List.of(), 0, Optional.empty());
  }

  @BeforeAll
  static void train() {
    Path images = TinyFolder.labelled(folder.resolve("images"), 8);
    run = new RunLayout(folder.resolve("run"));
    summary =
        Pretraining.of(
                TinyFolder.recipe(
                    images,
                    "train.epochs=4",
                    "train.keep=[1]",
                    "monitor.evaluations=[spread]",
                    "train.best=[rank]",
                    "summary.evaluations=[spread]"))
            .into(run.folder())
            .run();
  }

  private static RunNetwork named(String network) {
    return RunNetwork.find(folder, "run" + network);
  }

  @Test
  void eachNameHasItsNetwork() {
    LoadedNetwork encoder = named("").load();
    LoadedNetwork best = named("@best").load();
    LoadedNetwork last = named("@last").load();
    LoadedNetwork first = named("@1").load();
    assertThat(encoder.encoder().hash()).isEqualTo(Encoder.load(run.folder()).hash());
    assertThat(best.encoder().hash()).isEqualTo(encoder.encoder().hash());
    assertThat(best.encoder().trainingData()).isEqualTo(encoder.encoder().trainingData());
    assertThat(best.epoch()).isEqualTo(encoder.epoch()).isEqualTo("" + summary.epoch());
    assertThat(last.epoch()).isEqualTo("4");
    assertThat(first.epoch()).isEqualTo("1");
    assertThat(named("@4").load().encoder().hash()).isEqualTo(last.encoder().hash());
    assertThat(first.encoder().hash()).isNotEqualTo(last.encoder().hash());
    assertThat(last.encoder().network().isTraining()).isFalse();
  }

  @Test
  void beforeTrainingIsTheNetworkOfTheSummary() {
    RunNetwork untrained = named("@untrained");
    double rank = RunEvaluation.of(untrained, "spread").run().report().number("effective_rank");
    assertThat(summary.columns().get(1).name()).isEqualTo("untrained");
    assertThat(rank)
        .isCloseTo(
            summary.columns().get(1).report("spread").orElseThrow().number("effective_rank"),
            within(1e-6));
    LoadedNetwork loaded = untrained.load();
    assertThat(loaded.epoch()).isEqualTo("untrained");
    assertThat(loaded.encoder().trainingData()).isEmpty();
  }

  @Test
  void beforeTrainingAreTheInitialWeights() {
    Path second = folder.resolve("second");
    Pretraining.of(
            TinyFolder.recipe(
                folder.resolve("images"),
                "train.epochs=1",
                "monitor.evaluations=[]",
                "summary.evaluations=[]",
                "init=" + run.folder().resolve("encoder.safetensors")))
        .into(second)
        .run();
    Encoder before = RunNetwork.find(folder, "second@untrained").load().encoder();
    assertThat(weights(before)).isEqualTo(weights(Encoder.load(run.folder())));
    assertThat(statistics(before))
        .as("as the given weights have them")
        .isEqualTo(statistics(Encoder.load(run.folder())));
    assertThat(weights(before)).isNotEqualTo(weights(Encoder.load(second)));
  }

  private static float[] statistics(Encoder encoder) {
    return Tensors.floats(encoder.network().weights().get("layer4.1.bn2.running_mean"));
  }

  private static float[] weights(Encoder encoder) {
    return Tensors.floats(encoder.network().weights().get("layer4.1.conv2.weight"));
  }

  @Test
  void aNetworkThatIsNotKeptIsRefusedWithThoseThatAre() {
    List<Integer> kept = new KeptNetworks(run).epochs();
    assertThat(kept).contains(1, 3, 4).doesNotContain(2);
    refused(
        "@2",
        "the run "
            + run.folder()
            + " keeps no network of epoch 2: it keeps @1, @3, @4; train with --set train.keep=N,... to keep more");
  }

  @Test
  void namesThatMeanNothingAreExplained() throws IOException {
    refused("@bst", "a run has no network 'bst', did you mean best?");
    refused("@0", "a run has no network '0', did you mean untrained?");
    refused(
        "@-1",
        "a run has no network '-1': choose one of @best, @last, @untrained, or the number of an epoch, such as @12");
    refused(
        "@",
        "run@ names no network: leave out the @, or add best, last, untrained, or the number of an epoch");
    String file = run.folder().resolve("encoder.safetensors").toString();
    assertThatThrownBy(() -> RunNetwork.find(folder, file + "@last"))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " is the file of an encoder and has one network: leave out @last");
    assertThatThrownBy(() -> RunNetwork.find(folder, "rnu@last"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean run?");
    Path other = Files.createDirectories(folder.resolve("me@home"));
    Files.writeString(other.resolve("recipe.yaml"), "");
    Files.writeString(other.resolve("environment.json"), "{}");
    assertThat(RunNetwork.find(folder, "me@home").run()).contains(new RunLayout(other));
  }

  private static void refused(String network, String message) {
    assertThatThrownBy(() -> named(network).load())
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void aRunWithoutMeasuredEpochsHasNoBest() {
    Path bare = folder.resolve("bare");
    Pretraining.of(
            TinyFolder.recipe(
                folder.resolve("images"),
                "train.epochs=1",
                "monitor.every=0",
                "summary.evaluations=[]"))
        .into(bare)
        .run();
    assertThatThrownBy(() -> RunNetwork.of(new RunLayout(bare), NetworkName.BEST).load())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "no epoch of the run %s was measured, so none is its best: use %1$s@last", bare);
    assertThat(RunNetwork.of(new RunLayout(bare), NetworkName.LAST).load().encoder().hash())
        .isEqualTo(Encoder.load(bare).hash());
  }
}
