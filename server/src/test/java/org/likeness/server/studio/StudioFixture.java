package org.likeness.server.studio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.likeness.Pretraining;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureKind;
import org.likeness.features.NetworkEmbedder;
import org.likeness.io.FolderLock;
import org.likeness.search.IndexOptions;
import org.likeness.search.SearchIndexWriter;
import org.likeness.server.ServerAddress;
import org.likeness.table.EmbeddingTableWriter;
import org.likeness.torch.Torch;

/**
 * A folder with pictures of three classes, a run {@code first} that was trained on them for a
 * moment, a run {@code second} that is going on by its files, and an index of the pictures.
 */
final class StudioFixture implements AutoCloseable {
  static final int EACH = 12;
  private static final int[] COLOURS = {0xD02020, 0x20A040, 0x2040D0};
  private static final List<String> NAMES = List.of("red", "green", "blue");

  private final Path folder;
  private final FolderLock lock; // of the run that goes on

  StudioFixture(Path folder) throws IOException {
    Torch.require();
    this.folder = folder;
    for (int c = 0; c < COLOURS.length; c++) {
      Path images = Files.createDirectories(pictures().resolve(NAMES.get(c)));
      for (int i = 0; i < EACH; i++) {
        Files.write(images.resolve(i + ".png"), png(COLOURS[c], i));
      }
    }
    Pretraining.on(pictures())
        .set("backbone.width", 4)
        .set("view.size", 16)
        .set("train.batch", 8)
        .set("train.epochs", 2)
        .into(run())
        .run();
    Path second = Files.createDirectories(runs().resolve("second"));
    Files.copy(run().resolve("recipe.yaml"), second.resolve("recipe.yaml"));
    lock = FolderLock.take(second, "the run", "name");
    append(
        """
        {"event":"run","step":0,"time":"2026-01-02T03:04:05Z","name":"second","images":30,"epochs":9,"steps_per_epoch":3}
        """);
    index();
  }

  Path pictures() {
    return folder.resolve("pictures");
  }

  Path runs() {
    return folder.resolve("runs");
  }

  /** The trained run. */
  Path run() {
    return runs().resolve("first");
  }

  Path indexFolder() {
    return folder.resolve("index");
  }

  /** Adds an epoch to the run that goes on. */
  void epoch(int number, double loss) throws IOException {
    append(
        """
        {"event":"epoch","step":%d,"epoch":%d,"epochs":9,"loss":%s,"terms":{},"spread":0.5,"lr":0.1,"images":30,"seconds":1.0,"metrics":{"copies":0.25}}
        """
            .formatted(3 * number, number, loss));
  }

  private void append(String line) throws IOException {
    Files.writeString(
        runs().resolve("second/metrics.jsonl"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void index() throws IOException {
    Encoder encoder = Encoder.load(run());
    Path table = folder.resolve("table");
    try (Dataset images = Datasets.open(pictures().toString(), DataOptions.defaults())) {
      new EmbeddingTableWriter(
              table,
              new NetworkEmbedder(encoder, FeatureKind.HEAD),
              encoder.hash(),
              LoaderOptions.everyImage(8).withWorkers(1),
              false)
          .write(images, pictures().toString(), (done, total) -> true);
    }
    try (SearchIndexWriter writer =
        SearchIndexWriter.open(
            indexFolder(), IndexOptions.defaults().withThreads(1).withExactMillis(1e9))) {
      writer.encoderIs(run());
      writer.add(table, (done, total) -> true);
      writer.commit();
    }
  }

  /** A studio of it on a free port. */
  Studio start() {
    return Studio.start(
        new StudioOptions(runs(), Optional.of(indexFolder()), ServerAddress.loopback(0)));
  }

  /** Nobody trains the second run any more. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** The file of a picture like those of a class. */
  static byte[] png(int colour, int number) throws IOException {
    BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 24 * 24; p++) {
      image.setRGB(p % 24, p / 24, colour + (p * (number + 1) % 16) * 0x010101);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
