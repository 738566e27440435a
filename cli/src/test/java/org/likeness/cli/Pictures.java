package org.likeness.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.likeness.augment.Preprocessing;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.nn.LinearHead;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Torch;

/** Small things to run commands on. */
public final class Pictures {
  private static final int[] COLOURS = {0xD02020, 0x20A040, 0x2040D0};
  private static final String[] NAMES = {"red", "green", "blue"};

  private Pictures() {}

  /**
   * A folder of one-coloured pictures of three colours, {@code each} of a colour, a folder a
   * colour, each a little different.
   */
  public static Path coloured(Path folder, int each) {
    try {
      for (int c = 0; c < COLOURS.length; c++) {
        Files.createDirectories(folder.resolve(NAMES[c]));
        for (int i = 0; i < each; i++) {
          BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
          for (int p = 0; p < 24 * 24; p++) {
            image.setRGB(p % 24, p / 24, COLOURS[c] + (p * (i + 1) % 16) * 0x010101);
          }
          ImageIO.write(image, "png", folder.resolve(NAMES[c]).resolve(i + ".png").toFile());
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of a small encoder that learned nothing. */
  public static Path encoder(Path folder) {
    return encoder(folder, 1);
  }

  /** Another one for each seed. */
  public static Path encoder(Path folder, long seed) {
    Torch.require();
    BackboneOptions options = new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 2);
    RandomSource random = new RandomSource(seed);
    SingleNetwork network =
        new SingleNetwork(
            Backbones.create(options, 3, random.stream(Purpose.WEIGHTS, 0, 0)),
            new LinearHead(32, 8, random.stream(Purpose.WEIGHTS, 0, 1)),
            options);
    Path file = folder.resolve("encoder.safetensors");
    new Encoder(
            network, new Preprocessing(24, 24, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)))
        .save(file);
    return file;
  }
}
