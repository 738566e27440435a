package org.likeness.kills;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** A folder of small images in classes: a colour for each class, with noise. */
final class Pictures {
  private static final int CLASSES = 6;
  private static final int EACH = 40;
  private static final int SIDE = 24;

  private Pictures() {}

  static void write(Path folder) throws IOException {
    Random random = new Random(1);
    for (int c = 0; c < CLASSES; c++) {
      Path sub = Files.createDirectories(folder.resolve("class-" + c));
      int colour = random.nextInt(1 << 24);
      for (int i = 0; i < EACH; i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++) {
            image.setRGB(x, y, colour ^ random.nextInt(1 << 24) & 0x3f3f3f);
          }
        }
        ImageIO.write(image, "png", sub.resolve(i + ".png").toFile());
      }
    }
  }
}
