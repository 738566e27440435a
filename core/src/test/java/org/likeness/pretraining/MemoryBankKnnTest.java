package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluate.PartVectors;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.knn.KnnBank;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.Vectors;
import org.likeness.io.SafeTensors;
import org.likeness.neighbours.Cosine;
import org.likeness.run.RunLayout;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.train.KeptNetworks;

/** kNN that searches the memory bank of a run. */
final class MemoryBankKnnTest {
  private static final KnnEvaluation.Options MEMORY =
      new KnnEvaluation.Options(List.of(1), List.of(0.1), List.of(), List.of(), KnnBank.MEMORY);

  @TempDir static Path folder;

  @BeforeAll
  static void train() throws IOException {
    Path images = TinyFolder.labelled(folder.resolve("images"), 12);
    for (int i = 0; i < 6; i++) {
      Path damaged = images.resolve("kind" + i % 3 + "/" + i / 3 + ".png");
      Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 60)); // its size is readable
    }
    train("run", images, "method=instdisc", "train.epochs=4", "split.share=0.7");
    train("other", images, "method=invaspread", "train.epochs=1");
  }

  private static void train(String name, Path images, String... settings) {
    Pretraining.of(
            TinyFolder.recipe(
                    images,
                    "data.max-skipped=0.2",
                    "train.batch=4",
                    "monitor.evaluations=[]",
                    "summary.evaluations=[]")
                .withAll(List.of(settings)))
        .into(folder.resolve(name))
        .run();
  }

  private static RunEvaluation knn(String network) {
    return RunEvaluation.of(RunNetwork.find(folder, network), "knn").options(MEMORY);
  }

  /** The accuracy of the nearest neighbour, and what kNN reports, for rows of the checkpoint. */
  @Test
  void theNearestRowOfTheCheckpointVotes() throws IOException {
    RunLayout run = new RunLayout(folder.resolve("run"));
    RunNetwork network = RunNetwork.of(run, NetworkName.ENCODER);
    Report report = knn("run").run().report();
    NetworkEmbedder embedder = new NetworkEmbedder(network.load().encoder(), FeatureKind.HEAD);
    DataParts parts = OwnImages.open(run, network.recipe().orElseThrow(), (f, b, n) -> {});
    try (Dataset whole = parts.whole();
        Scope scope = Scope.openNoGrad()) {
      int[] read = readable(parts.train());
      assertThat(read.length).isLessThan(parts.train().size()); // or nothing is tested
      Tensor bank = SafeTensors.read(state(run)).tensor("bank");
      assertThat(bank.size(0)).isEqualTo(parts.train().size());
      Vectors queries =
          PartVectors.COMPUTED.of(
              embedder, parts.test(), LoaderOptions.everyImage(8), FeatureProgress.NONE);
      double[] cosines =
          Tensors.doubles(Cosine.unit(queries.matrix()).matmul(Cosine.unit(bank).t()));
      int right = 0;
      for (int q = 0; q < queries.size(); q++) {
        int nearest = read[0];
        for (int row : read) {
          int from = q * parts.train().size();
          nearest = cosines[from + row] > cosines[from + nearest] ? row : nearest;
        }
        int label = parts.test().info(queries.indices()[q]).label().orElseThrow();
        right += parts.train().info(nearest).label().orElseThrow() == label ? 1 : 0;
      }
      assertThat(report.json().at("/rows/0/accuracy").asDouble())
          .isEqualTo((double) right / queries.size());
      assertThat(report.json().at("/rows/0/bank_size").asInt()).isEqualTo(read.length);
      assertThat(report.json().at("/rows/0/bank_vectors").asText()).isEqualTo("memory");
      assertThat(report.protocol())
          .contains(
              "bank images train (%d images, rows of the memory bank, queries by "
                  .formatted(read.length));
    }
  }

  /** Rows have the values of the checkpoint, and the places of their images in the bank. */
  @Test
  void rowsBelongToTheirImages() throws IOException {
    RunLayout run = new RunLayout(folder.resolve("run"));
    RunNetwork network = RunNetwork.of(run, NetworkName.LAST);
    DataParts parts = OwnImages.open(run, network.recipe().orElseThrow(), (f, b, n) -> {});
    try (Dataset whole = parts.whole()) {
      Encoder encoder = network.load().encoder();
      Dataset searched = parts.measured().bank();
      Vectors memory =
          new RunVectors(PartVectors.COMPUTED, network, encoder.hash(), parts, true)
              .memory(new NetworkEmbedder(encoder, FeatureKind.HEAD), searched);
      int[] learned = readable(parts.train());
      assertThat(memory.size()).isEqualTo(learned.length).isLessThan(searched.size());
      try (Scope scope = Scope.openNoGrad()) {
        Tensor bank = SafeTensors.read(state(run)).tensor("bank");
        for (int i = 0; i < learned.length; i++) {
          assertThat(searched.info(memory.indices()[i]).id())
              .isEqualTo(parts.train().info(learned[i]).id());
          assertThat(Tensors.floats(memory.matrix().narrow(0, i, 1)))
              .containsExactly(Tensors.floats(bank.narrow(0, learned[i], 1)));
        }
      }
      memory.matrix().close();
    }
  }

  private static int[] readable(Dataset images) {
    int[] all = new int[images.size()];
    Arrays.setAll(all, i -> i);
    return Arrays.stream(all)
        .filter(i -> !images.info(i).id().matches("kind[012]/[01]\\.png"))
        .toArray();
  }

  private static Path state(RunLayout run) throws IOException {
    int last = new KeptNetworks(run).epochs().get(new KeptNetworks(run).epochs().size() - 1);
    try (var list = Files.list(run.checkpoints())) {
      return list.filter(each -> each.getFileName().toString().endsWith("-epoch-" + last))
          .findFirst()
          .orElseThrow()
          .resolve("state.safetensors");
    }
  }

  @Test
  void otherNetworksHaveNoMemoryBank() {
    refused(knn("other"), "the method of this run keeps no memory bank");
    refused(knn("run@untrained"), "the untrained network has no memory bank");
    refused(knn("run").features(FeatureKind.BACKBONE), "cannot be compared with backbone features");
    refused(knn("run").features(FeatureKind.PIXELS), "cannot be compared with raw pixels");
    Path others = TinyFolder.labelled(folder.resolve("others"), 8);
    refused(knn("run").data(data(others)), "leave out --data");
    RunNetwork file = RunNetwork.of(folder.resolve("run/encoder.safetensors"));
    refused(
        RunEvaluation.of(file, "knn").options(MEMORY).data(data(others)),
        "the file of an encoder has no memory bank");
  }

  private static void refused(RunEvaluation evaluation, String why) {
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(why)
        .hasMessageEndingWith(", or use --bank features");
  }

  private static DataOptions data(Path place) {
    return DataOptions.defaults().withSource(place.toString());
  }
}
