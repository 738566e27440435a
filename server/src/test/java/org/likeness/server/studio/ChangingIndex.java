package org.likeness.server.studio;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.features.PixelEmbedder;
import org.likeness.search.IndexOptions;
import org.likeness.search.SearchIndexWriter;
import org.likeness.server.ServerAddress;
import org.likeness.table.EmbeddingTableWriter;
import org.likeness.torch.Torch;

/** A studio of an index of 20 pictures, {@code 10.png} and on, that can be changed. */
final class ChangingIndex implements AutoCloseable {
  static final int IMAGES = 20;

  private final Path folder;
  private Optional<Studio> studio = Optional.empty();

  ChangingIndex(Path folder) throws IOException {
    Torch.require();
    this.folder = folder;
    for (int i = 10; i < 10 + IMAGES; i++) {
      draw(i + ".png", i);
    }
    index();
    start();
  }

  /** Starts the studio, again if it runs. */
  void start() {
    close();
    studio =
        Optional.of(
            Studio.start(
                new StudioOptions(
                    folder.resolve("runs"),
                    Optional.of(folder.resolve("index")),
                    ServerAddress.loopback(0))));
  }

  Path picture(String name) {
    return folder.resolve("pictures").resolve(name);
  }

  void draw(String name, int number) throws IOException {
    BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 24 * 24; p++) {
      image.setRGB(p % 24, p / 24, (p * 7919 * number) & 0xFFFFFF);
    }
    Files.createDirectories(picture(name).getParent());
    ImageIO.write(image, "png", picture(name).toFile());
  }

  /** Embeds the pictures that are new and adds them. */
  void index() throws IOException {
    Path table = folder.resolve("table");
    String data = folder.resolve("pictures").toString();
    Preprocessing small =
        new Preprocessing(8, 8, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    try (Dataset images = Datasets.open(data, DataOptions.defaults())) {
      new EmbeddingTableWriter(
              table,
              new PixelEmbedder(small),
              "0".repeat(64),
              LoaderOptions.everyImage(8).withWorkers(1),
              false)
          .write(images, data, (done, total) -> true);
    }
    try (SearchIndexWriter writer =
        SearchIndexWriter.open(
            folder.resolve("index"), IndexOptions.defaults().withThreads(1).withExactMillis(1e9))) {
      writer.add(table, (done, total) -> true);
      writer.commit();
    }
  }

  /** The first row, so that each other has another number. */
  void addAnImage() throws IOException {
    draw("00.png", 3);
    index();
  }

  URI address() {
    return studio.orElseThrow().address();
  }

  @Override
  public void close() {
    studio.ifPresent(Studio::close);
  }
}
