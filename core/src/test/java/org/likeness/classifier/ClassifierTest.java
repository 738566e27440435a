package org.likeness.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.torch.Torch;

final class ClassifierTest {
  private static final String HEX = "0".repeat(64);
  private static final Preprocessing OTHER =
      new Preprocessing(8, 8, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

  @TempDir private Path run;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Two classes by the sum of the features, the second one with a bias. */
  private static FeatureClassifier classifier(FeatureKind kind, int width, String hash) {
    float[] weight = new float[2 * width];
    java.util.Arrays.fill(weight, 0, width, 0.5f);
    return new FeatureClassifier(
        kind,
        Scaling.none(width),
        new LinearLayer(weight, new float[] {0, 0.25f}),
        List.of("many", "ÄÖ, \"few\""),
        hash,
        "linear");
  }

  private Path image() throws IOException {
    Path file = run.resolve("image.png");
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    image.setRGB(5, 5, 0xFF8800);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void answersAsTheLayerOnTheEncodersFeatures() throws IOException {
    Encoder encoder = Encoders.small();
    encoder.save(run.resolve("encoder.safetensors"));
    Path image = image();
    for (FeatureKind kind : List.of(FeatureKind.HEAD, FeatureKind.BACKBONE)) {
      boolean head = kind == FeatureKind.HEAD;
      int width = head ? encoder.dimension() : encoder.featureDimension();
      assertThat(Classifier.save(run, classifier(kind, width, encoder.hash()))).isTrue();
      Classifier read = Classifier.load(run);
      float[] features = head ? encoder.embed(image) : encoder.features(image);
      double sum = 0;
      for (float value : features) {
        sum += 0.5 * value;
      }
      double many = 1 / (1 + Math.exp(0.25 - sum));
      List<Answer> answers = read.classify(image, 2);
      Answer first = answers.get(0);
      assertThat(read.classify(image)).isEqualTo(first);
      assertThat(read.classify(read.encoder().image(image), 2)).isEqualTo(answers);
      assertThat(read.classify(Files.readAllBytes(image), 2)).isEqualTo(answers);
      assertThat(first.name()).isEqualTo(many >= 0.5 ? "many" : "ÄÖ, \"few\"");
      assertThat(first.probability()).isCloseTo(Math.max(many, 1 - many), within(1e-6));
    }
  }

  @Test
  void whatWasTrainedWithTheEncoderIsKept() {
    Encoder encoder = Encoders.small();
    encoder.save(run.resolve("encoder.safetensors"));
    FeatureClassifier probe = classifier(FeatureKind.HEAD, 6, encoder.hash());
    FeatureClassifier trained =
        new FeatureClassifier(
            FeatureKind.HEAD,
            probe.scaling(),
            probe.layer(),
            List.of("a", "b"),
            encoder.hash(),
            FeatureClassifier.TRAINING);
    assertThat(Classifier.save(run, probe)).isTrue();
    assertThat(Classifier.save(run, trained)).isTrue();
    assertThat(Classifier.save(run, probe)).isFalse();
    assertThat(Classifier.load(run).layers().names()).containsExactly("a", "b");
  }

  @Test
  void hiddenLayersAreKept() throws IOException {
    Encoder encoder = Encoders.small();
    encoder.save(run.resolve("encoder.safetensors"));
    int width = encoder.featureDimension();
    float[] weight = new float[3 * width];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) Math.sin(i);
    }
    FeatureClassifier deep =
        new FeatureClassifier(
            FeatureKind.BACKBONE,
            Scaling.none(width),
            List.of(
                new HiddenLayer(new LinearLayer(weight, new float[] {1, 2, 3}), true),
                new HiddenLayer(new LinearLayer(new float[] {1, 2, 3}, new float[1]), false)),
            new LinearLayer(new float[] {1, -1}, new float[2]),
            List.of("a", "b"),
            encoder.hash(),
            FeatureClassifier.TRAINING);
    assertThat(Classifier.save(run, deep)).isTrue();
    FeatureClassifier read = Classifier.load(run).layers();
    assertThat(read.hidden()).extracting(HiddenLayer::relu).containsExactly(true, false);
    float[] features = encoder.features(image());
    assertThat(read.probabilities(features)).containsExactly(deep.probabilities(features));
  }

  @Test
  void missingOtherAndDamagedFilesAreRefused() throws IOException {
    assertThatThrownBy(() -> Classifier.load(run))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            run + " has no classifier.safetensors: a supervised run writes one");
    Encoder encoder = Encoders.small();
    encoder.save(run.resolve("encoder.safetensors"));
    assertThat(Classifier.save(run, classifier(FeatureKind.HEAD, 6, HEX))).isFalse();
    assertThat(Classifier.save(run, classifier(FeatureKind.HEAD, 6, encoder.hash()))).isTrue();
    new Encoder(encoder.network(), OTHER).save(run.resolve("encoder.safetensors"));
    assertThatThrownBy(() -> Classifier.load(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("belongs to another encoder than the one in");
    Files.copy(run.resolve("encoder.safetensors"), run.resolve("other.safetensors"));
    assertThatThrownBy(() -> Classifier.load(run.resolve("other.safetensors")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a classifier that this version of Likeness reads");
  }
}
