package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.UnreadableFile;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.recipe.Recipe;
import org.likeness.table.EmbeddingTable;

/** Named pipes, which nobody writes to: whoever opens one waits forever. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PipesTest {
  private static final String REASON = "it is a pipe or a device, not a file";
  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @TempDir private Path folder;

  @BeforeEach
  void needsPipes() {
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "there are no named pipes");
  }

  @Test
  void dataByPath() throws Exception {
    for (String name : List.of("a.csv", "a.tar", "a.png")) {
      Path pipe = pipe(name);
      assertRefused(pipe, () -> Datasets.open(pipe.toString(), DEFAULTS));
      Files.delete(pipe);
    }
    Path device = Path.of("/dev/zero");
    assertRefused(device, () -> Datasets.open(device.toString(), DEFAULTS));
  }

  @Test
  void filesInFolders() throws Exception {
    ImageIO.write(
        new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB),
        "png",
        new File(folder.toFile(), "b.png"));
    pipe("a.png");
    Files.createSymbolicLink(folder.resolve("c.png"), folder.resolve("a.png"));
    try (Dataset dataset = Datasets.open(folder.toString(), DEFAULTS)) {
      assertThat(dataset.size()).isEqualTo(1);
      assertThat(dataset.unreadable())
          .containsExactly(
              new UnreadableFile("a.png", "cannot be read: " + REASON),
              new UnreadableFile("c.png", "cannot be read: " + REASON));
    }
  }

  @Test
  void shardsAndTheirIndex() throws Exception {
    Path shard = pipe("s.tar");
    assertRefused(shard, () -> Datasets.open(folder.toString(), DEFAULTS));
  }

  @Test
  void recipesAndEncoders() throws Exception {
    Path recipe = pipe("mine.yaml");
    assertThatThrownBy(() -> Recipe.read(recipe))
        .isInstanceOf(InputException.class)
        .hasMessage("recipe " + recipe + " cannot be read: " + REASON);
    Path encoder = pipe("encoder.safetensors");
    assertRefused(encoder, () -> Encoder.load(encoder));
  }

  @Test
  void tables() throws Exception {
    Files.writeString(folder.resolve("table.json"), "{}");
    assertThatThrownBy(() -> EmbeddingTable.open(folder)).isInstanceOf(InputException.class);
    Files.delete(folder.resolve("table.json"));
    pipe("table.json");
    assertThatThrownBy(() -> EmbeddingTable.open(folder)).isInstanceOf(InputException.class);
  }

  private static void assertRefused(Path file, ThrowingCallable open) {
    assertThatThrownBy(open)
        .isInstanceOf(InputException.class)
        .hasMessage(file + " cannot be read: " + REASON);
  }

  private Path pipe(String name) throws IOException, InterruptedException {
    Path pipe = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }
}
