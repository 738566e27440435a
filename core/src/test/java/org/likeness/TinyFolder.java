package org.likeness;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

/** Generated images of 20x20 pixels, and a recipe that is done with them in a second or two. */
public final class TinyFolder {
  /** Settings of a network and a run as small as they may be. */
  static final List<String> SETTINGS =
      List.of(
          "backbone.width=4",
          "view.size=16",
          "train.epochs=2",
          "train.batch=8",
          "train.warmup-epochs=0",
          "train.workers=1",
          "train.threads=1",
          "split.validation-share=0.2");

  private static final int SIDE = 20;

  private TinyFolder() {}

  /** Writes {@code each} images of each of three kinds, into a folder a kind. */
  public static Path labelled(Path folder, int each) {
    return write(folder, each, true);
  }

  /** Writes {@code each} images of each of three kinds, all into one folder. */
  public static Path flat(Path folder, int each) {
    return write(folder, each, false);
  }

  /** The recipe for small pictures, made tiny. */
  public static Recipe recipe(Path images, String... more) {
    return Recipes.named("small")
        .with("data.source", images)
        .withAll(SETTINGS)
        .withAll(List.of(more));
  }

  private static Path write(Path folder, int each, boolean labelled) {
    try {
      for (int kind = 0; kind < 3; kind++) {
        for (int i = 0; i < each; i++) {
          Path file =
              labelled
                  ? folder.resolve("kind" + kind).resolve(i + ".png")
                  : folder.resolve(kind + "-" + i + ".png");
          Files.createDirectories(file.getParent());
          ImageIO.write(image(kind, i), "png", file.toFile());
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stripes along a direction of the kind, in colours of the image, with noise. */
  private static BufferedImage image(int kind, int number) {
    RandomStream random = new RandomSource(7).stream(Purpose.EVALUATION, kind, number);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    int colour = random.nextInt(0x1000000);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int along = kind == 0 ? x : kind == 1 ? y : x + y;
        image.setRGB(x, y, (along / 3 % 2 == 0 ? colour : ~colour & 0xFFFFFF) ^ random.nextInt(16));
      }
    }
    return image;
  }
}
