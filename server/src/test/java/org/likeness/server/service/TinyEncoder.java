package org.likeness.server.service;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.likeness.augment.Preprocessing;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classifier.LinearLayer;
import org.likeness.classifier.Scaling;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.features.FeatureKind;
import org.likeness.nn.LinearHead;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/** A small encoder, images for it, and a classifier. */
public final class TinyEncoder {
  public static final int DIMENSION = 16;
  public static final int FEATURES = 64;

  private TinyEncoder() {}

  public static Encoder make(long seed) {
    RandomSource random = new RandomSource(seed);
    BackboneOptions options = new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 8, 0);
    var backbone = Backbones.create(options, 3, random.stream(Purpose.WEIGHTS, 0, 0));
    var head = new LinearHead(FEATURES, DIMENSION, random.stream(Purpose.WEIGHTS, 0, 1));
    Preprocessing how = new Preprocessing(36, 32, List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2));
    return new Encoder(new SingleNetwork(backbone, head, options), how);
  }

  /** A classifier of three classes with weights of its own. */
  public static FeatureClassifier classifier(Encoder encoder) {
    RandomStream random = new RandomSource(7).stream(Purpose.WEIGHTS, 0, 2);
    float[] weights = new float[3 * FEATURES];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble() - 0.5f;
    }
    return new FeatureClassifier(
        FeatureKind.BACKBONE,
        Scaling.none(FEATURES),
        new LinearLayer(weights, new float[3]),
        List.of("cat", "dog", "owl"),
        encoder.hash(),
        "test");
  }

  public static BufferedImage picture(int seed, int width, int height) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, random.nextInt());
      }
    }
    return picture;
  }

  public static byte[] png(int seed) {
    return encoded(picture(seed, 50, 40 + seed % 7), "png");
  }

  public static byte[] encoded(BufferedImage picture, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(picture, format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
