package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.likeness.image.Image;
import org.likeness.server.DecodingLimit;

final class ThumbnailsTest {
  private final List<Integer> loaded = new ArrayList<>();

  private Thumbnails.Source noise(int width, int height) {
    return leastSide -> {
      loaded.add(leastSide);
      byte[] rgb = new byte[width * height * 3];
      new Random(5).nextBytes(rgb);
      return new Image(width, height, rgb);
    };
  }

  private static BufferedImage read(Picture picture) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
  }

  @Test
  void keepsProportionsAndDoesNotEnlarge() throws IOException {
    Thumbnails thumbnails = new Thumbnails(new DecodingLimit());
    BufferedImage wide = read(thumbnails.of("wide", 100, noise(900, 300)));
    assertThat(List.of(wide.getWidth(), wide.getHeight())).containsExactly(128, 43);
    BufferedImage line = read(thumbnails.of("line", 64, noise(1000, 1)));
    assertThat(List.of(line.getWidth(), line.getHeight())).containsExactly(64, 1);
    Picture small = thumbnails.of("small", 128, noise(20, 30));
    assertThat(List.of(read(small).getWidth(), read(small).getHeight())).containsExactly(20, 30);
    assertThat(small.type()).isEqualTo("image/png");
    assertThat(loaded).containsExactly(128, 64, 128);
  }

  @Test
  void oneColourStaysThatColour() throws IOException {
    byte[] rgb = new byte[700 * 500 * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) 200;
      rgb[i + 1] = 100;
      rgb[i + 2] = 50;
    }
    BufferedImage made = read(Thumbnails.encoded(new Image(700, 500, rgb), 64));
    for (int x = 0; x < made.getWidth(); x++) {
      assertThat(made.getRGB(x, x / 2) & 0xFFFFFF).isEqualTo(0xC86432);
    }
  }

  @Test
  void keepsTheLastUpToANumberOfBytes() throws IOException {
    Thumbnails thumbnails = new Thumbnails(new DecodingLimit(), 100_000);
    int each = thumbnails.of("0", 64, noise(64, 64)).bytes().length;
    assertThat(each).isBetween(10_000, 14_000);
    for (int i = 1; i < 30; i++) {
      thumbnails.of("" + i, 64, noise(64, 64));
      thumbnails.of("0", 64, noise(64, 64)); // used, so it stays
      assertThat(thumbnails.bytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(loaded).hasSize(30);
    thumbnails.of("1", 64, noise(64, 64));
    assertThat(loaded).hasSize(31);
    assertThat(thumbnails.bytes()).isGreaterThan(60_000);
  }
}
