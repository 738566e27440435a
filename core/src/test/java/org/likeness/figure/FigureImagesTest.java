package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.RunException;

final class FigureImagesTest {
  private static final BufferedImage PICTURE = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);

  @TempDir Path folder;

  /** As where the disk of temporary files is full. */
  @Test
  void noTemporaryFileIsNeeded() throws IOException {
    java.io.File before = ImageIO.getCacheDirectory();
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path file = folder.resolve("new/figure.png");
    try {
      ImageIO.setCacheDirectory(cache.toFile());
      Files.delete(cache);
      FigureImages.write(PICTURE, file);
    } finally {
      ImageIO.setCacheDirectory(before);
    }
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(5);
  }

  @Test
  void aFileThatCannotBeWrittenIsASentence() throws IOException {
    Path file = Files.createDirectories(folder.resolve("figure.png"));
    Files.writeString(file.resolve("mine"), "");
    assertThatThrownBy(() -> FigureImages.write(PICTURE, file))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(file + " cannot be written: ");
    try (var files = Files.list(folder)) {
      assertThat(files).as("no half-written file").containsExactly(file);
    }
  }

  @Test
  void whatJavaCannotDrawIsASentence() {
    assertThatThrownBy(
            () ->
                Figures.drawn(
                    () -> {
                      throw new NoClassDefFoundError("sun.font.FontManager");
                    }))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "the figure cannot be drawn: sun.font.FontManager (drawing text in Java needs fontconfig, freetype and harfbuzz)");
  }
}
