package org.likeness.evaluate.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Preprocessing;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.evaluate.knn.KnnTest;
import org.likeness.evaluate.knn.SlowKnn;
import org.likeness.features.Embedder;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.figure.Figures;
import org.likeness.image.Image;
import org.likeness.image.JpegCopy;
import org.likeness.neighbours.Cosine;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Torch;

final class CopiesEvaluationTest {
  private static final LoaderOptions LOADING = LoaderOptions.everyImage(16);
  private static final Preprocessing WHOLE =
      new Preprocessing(12, 12, Encoders.INPUTS.mean(), Encoders.INPUTS.std());

  @AfterAll
  static void allThreads() {
    Torch.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @BeforeAll
  static void load() {
    Torch.setThreads(
        1); // the networks here are so small that threads would only wait for each other
  }

  private static Report measure(CopyOptions options, Embedder embedder, long seed) {
    SmallImages images = new SmallImages(60, true);
    try (Subject subject =
        new Subject(
            embedder,
            Parts.of(images, images),
            new RandomSource(seed),
            LOADING,
            "last",
            FeatureProgress.NONE)) {
      return CopiesEvaluation.entry().evaluate(options, subject);
    }
  }

  @Test
  void copiesThatAreNotAlteredFindTheirOriginals() {
    Report report = measure(new CopyOptions(1, 0, 0), new PixelEmbedder(WHOLE), 1);
    // Aspect ratios above 1 do not fit into the whole area, so every crop is the whole image.
    assertThat(report.number("top1")).isEqualTo(1);
    assertThat(report.number("mean_reciprocal_rank")).isEqualTo(1);
    assertThat(report.images()).isEqualTo(60);
  }

  @Test
  void alteredCopiesAreHarderAndTheSameEachTime() {
    Report report = measure(CopyOptions.defaults(), new PixelEmbedder(WHOLE), 1);
    assertThat(report.number("top1")).isBetween(0.05, 0.95);
    assertThat(report.number("mean_reciprocal_rank")).isGreaterThan(report.number("top1"));
    double error = Math.sqrt(report.number("top1") * (1 - report.number("top1")) / 60);
    assertThat(report.number("top1") - report.number("top1_low"))
        .isCloseTo(1.96 * error, within(0.5 * error));
    assertThat(report.number("top1_high") - report.number("top1"))
        .isCloseTo(1.96 * error, within(0.5 * error));
    assertThat(measure(CopyOptions.defaults(), new PixelEmbedder(WHOLE), 1)).isEqualTo(report);
    assertThat(measure(CopyOptions.defaults(), new PixelEmbedder(WHOLE), 2)).isNotEqualTo(report);
    assertThat(report.protocol())
        .isEqualTo(
            "crops of 0.5 to 1 of the area, mirrored with probability 0.5, colours jittered by 0.4, seed 1, centred cosine of raw pixels,"
                + " small (60 images, shorter side 12, centre)");
  }

  @Test
  void anEncoderIsMeasuredToo() {
    Report report =
        measure(CopyOptions.defaults(), new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD), 1);
    assertThat(report.json().path("features").asText()).isEqualTo("head");
    assertThat(report.protocol()).contains(", cosine of head features, ");
  }

  /** Vectors of four originals, then of their copies, whose originals have ranks 1, 2, 4 and 1. */
  @Test
  void theNumbersAreThoseOfTheRanks() {
    float[][] originals = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
    float[][] copies = {{4, 3, 2, 1}, {4, 3, 2, 1}, {4, 3, 1, 2}, {1, 2, 3, 4}};
    Report report = measure(originals, copies, false);
    assertThat(report.number("top1")).isEqualTo(0.5);
    assertThat(report.number("mean_reciprocal_rank")).isEqualTo((1 + 0.5 + 0.25 + 1) / 4);
    assertThat(report.json().path("within")).hasToString("{\"1\":0.5,\"2\":0.75,\"3\":0.75}");
    assertThat(report.images()).isEqualTo(4);
  }

  /** With the mean left in, none is found; less the mean of the copies, both would be. */
  @Test
  void copiesAreCentredByTheMeanOfTheOriginals() {
    float[][] originals = {{1, 0}, {3, 0.1f}};
    float[][] copies = {{1.5f, 0.05f}, {1.8f, 0}};
    assertThat(measure(originals, copies, false).number("top1")).isZero();
    assertThat(measure(originals, copies, true).number("top1")).isEqualTo(0.5);
  }

  private static Report measure(float[][] originals, float[][] copies, boolean centred) {
    KnownImages images = new KnownImages(originals.length, false);
    boolean[] seen = new boolean[originals.length];
    Embedder embedder =
        new KnowingEmbedder(
            images,
            centred,
            originals[0].length,
            i -> {
              float[] vector = seen[i] ? copies[i] : originals[i];
              seen[i] = true;
              return vector;
            });
    try (Subject subject =
        new Subject(
            embedder,
            Parts.of(images, images),
            new RandomSource(1),
            LOADING.withWorkers(1),
            "last",
            FeatureProgress.NONE)) {
      return CopiesEvaluation.entry().evaluate(CopyOptions.defaults(), subject);
    }
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    float[][] finite = {{1, 0}, {0, 1}};
    float[][] broken = {{1, 0}, {0, Float.NaN}};
    assertThatThrownBy(() -> measure(broken, finite, false))
        .hasMessageStartingWith("the vectors of the originals are not all finite");
    assertThatThrownBy(() -> measure(finite, broken, false))
        .hasMessageStartingWith("the vectors of the copies are not all finite");
  }

  @Test
  void aCopyIsJitteredWhereTheStrengthIsNotZero() throws IOException {
    SmallImages images = new SmallImages(3, true);
    AlteredCopies plain =
        new AlteredCopies(
            images, new CopyOptions(1, 0, 0).view(WHOLE)::renderImage, new RandomSource(1));
    AlteredCopies jittered =
        new AlteredCopies(
            images, new CopyOptions(1, 0, 0.4).view(WHOLE)::renderImage, new RandomSource(1));
    assertThat(plain.load(2).rgb()).containsExactly(images.load(2).rgb());
    assertThat(jittered.load(2).rgb()).isNotEqualTo(images.load(2).rgb());
    assertThat(plain.name()).isEqualTo("copies of small");
    assertThat(plain.classNames()).isEqualTo(images.classNames());
  }

  @Test
  void ranksAreThoseOfThePlainDefinition() {
    Tensor originals = Cosine.unit(KnnTest.tensor(KnnTest.random(300, 4, 1)));
    Tensor copies = Cosine.unit(KnnTest.tensor(KnnTest.random(300, 4, 2)));
    int[] ranks = CopiesEvaluation.ranks(originals, copies);
    double[][] o = KnnTest.random(300, 4, 1);
    double[][] c = KnnTest.random(300, 4, 2);
    for (int i = 0; i < 300; i++) {
      int[] order = SlowKnn.nearest(o, c[i], 300, -1);
      assertThat(order[ranks[i] - 1]).isEqualTo(i);
    }
  }

  @Test
  void whatIsAllTheSameFindsNothing() {
    assertThat(CopiesEvaluation.ranks(torch.ones(5, 2), torch.ones(5, 2))).containsOnly(5);
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> CopiesEvaluation.entry().create(new CopyOptions(0, 0, 0)))
        .hasMessage("area must be in (0, 1] but is 0");
    assertThatThrownBy(() -> CopiesEvaluation.entry().create(new CopyOptions(1, 2, 0)))
        .hasMessage("flip must be in [0, 1] but is 2");
    assertThatThrownBy(() -> CopiesEvaluation.entry().create(new CopyOptions(1, 0, -1)))
        .hasMessage("jitter must be in [0, 2] but is -1");
  }

  /** Those of the table, and for each of two strengths one of each of five alterations. */
  @Test
  void rawPixelsHaveHalfOfTheCopies() {
    CopiesEvaluation evaluation = new CopiesEvaluation(new CopyOptions(1, 0, 0, 2));
    SmallImages images = new SmallImages(6, false);
    Parts parts = Parts.of(images, images);
    assertThat(evaluation.further(parts, FeatureKind.PIXELS)).isEqualTo(6 * (1 + 10));
    assertThat(evaluation.further(parts, FeatureKind.HEAD)).isEqualTo(6 * (1 + 20 + 1));
  }

  @Test
  void strengthsAreMeasuredForEachAlteration() {
    Report report = measure(new CopyOptions(1, 0, 0, 2), new PixelEmbedder(WHOLE), 1);
    assertThat(report.json().at("/strengths/at")).hasToString("[0.5,1.0]");
    JsonNode shares = report.json().at("/strengths/features");
    assertThat(shares.fieldNames())
        .toIterable()
        .containsExactly("crop", "mirror", "colour", "blur", "jpeg");
    assertThat(shares.path("mirror").path(0).asDouble())
        .as("half of the images are not mirrored")
        .isBetween(0.3, 0.9);
    assertThat(shares.path("mirror").path(1).asDouble()).isLessThan(0.3);
    assertThat(shares.path("crop").path(1).asDouble())
        .isLessThan(shares.path("crop").path(0).asDouble());
    assertThat(report.json().path("strengths").has("pixels")).as("they are the features").isFalse();
    assertThat(report.protocol()).contains("; at strength 1 crops of 0.1 of the area");
    CopiesReader reader = new CopiesReader();
    assertThat(reader.remarks(report))
        .hasSize(5)
        .allSatisfy(remark -> assertThat(remark).contains(" alone, at strength 0.5, 1: "));
    assertThat(Figures.svg(reader.figure(report).orElseThrow())).contains(">JPEG</text>");
    JsonNode low = report.json().at("/strengths/features_low");
    JsonNode high = report.json().at("/strengths/features_high");
    double share = shares.path("crop").path(1).asDouble();
    double error = Math.sqrt(share * (1 - share) / 60);
    assertThat(share - low.path("crop").path(1).asDouble())
        .isCloseTo(1.96 * error, within(0.6 * error));
    assertThat(high.path("crop").path(1).asDouble() - share)
        .isCloseTo(1.96 * error, within(0.6 * error));
    Report without = measure(new CopyOptions(1, 0, 0), new PixelEmbedder(WHOLE), 1);
    assertThat(Figures.svg(reader.figure(without).orElseThrow()))
        .contains(">K</text>")
        .doesNotContain(">JPEG</text>");
  }

  @Test
  void alterationsHaveTheirStrength() throws IOException {
    Image image = new SmallImages(1, true).load(0);
    for (Alteration alteration : Alteration.values()) {
      double faint = change(alteration, image, 0.01);
      double strong = change(alteration, image, 1);
      assertThat(strong).as(alteration.label()).isGreaterThan(faint).isGreaterThan(1);
      assertThat(change(alteration, image, 1)).isEqualTo(strong);
    }
  }

  /** Mean difference of the pixels' levels, in 40 draws. */
  private static double change(Alteration alteration, Image image, double strength)
      throws IOException {
    double sum = 0;
    for (int draw = 0; draw < 40; draw++) {
      Image altered =
          alteration.of(
              image, strength, WHOLE, new RandomSource(2).stream(Purpose.EVALUATION, 0, draw));
      assertThat(altered.width()).isEqualTo(WHOLE.size());
      for (int i = 0; i < image.rgb().length; i++) {
        sum += Math.abs((image.rgb()[i] & 0xFF) - (altered.rgb()[i] & 0xFF));
      }
    }
    return sum / image.rgb().length / 40;
  }

  /** The same copies, by the pixels of the network's input. */
  @Test
  void rawPixelsStandBesideANetwork() {
    CopyOptions options = new CopyOptions(1, 0, 0, 1);
    Report head = measure(options, new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD), 1);
    Report pixels = measure(options, new PixelEmbedder(Encoders.INPUTS), 1);
    assertThat(head.json().at("/strengths/pixels"))
        .isEqualTo(pixels.json().at("/strengths/features"));
    assertThat(head.json().at("/strengths/features"))
        .isNotEqualTo(head.json().at("/strengths/pixels"));
  }

  /** Red is the column and green the row, so that their ranges tell what was cropped. */
  @Test
  void aCropLeavesTheRestOfTheArea() throws IOException {
    byte[] rgb = new byte[120 * 120 * 3];
    for (int i = 0; i < 120 * 120; i++) {
      rgb[3 * i] = (byte) (2 * (i % 120));
      rgb[3 * i + 1] = (byte) (2 * (i / 120));
    }
    Image image = new Image(120, 120, rgb);
    assertThat(croppedShare(image, 1)).isEqualTo(0.1, within(0.015));
    assertThat(croppedShare(image, 0.5)).isEqualTo(0.55, within(0.06));
  }

  private static double croppedShare(Image image, double strength) throws IOException {
    double sum = 0;
    for (int draw = 0; draw < 20; draw++) {
      Image crop =
          Alteration.CROP.of(
              image, strength, WHOLE, new RandomSource(2).stream(Purpose.EVALUATION, 0, draw));
      sum += side(crop, 0) * side(crop, 1) / (120 * 120);
    }
    return sum / 20;
  }

  /** Of the eleven twelfths between the middles of the first and the last pixel. */
  private static double side(Image crop, int channel) {
    int least = 255;
    int most = 0;
    for (int i = channel; i < crop.rgb().length; i += 3) {
      least = Math.min(least, crop.rgb()[i] & 0xFF);
      most = Math.max(most, crop.rgb()[i] & 0xFF);
    }
    return (most - least) / 2.0 * 12 / 11;
  }

  /** A white column of 48 pixels is spread with a deviation of 3, then of 1.5. */
  @Test
  void aBlurHasASixteenthOfTheSide() throws IOException {
    byte[] rgb = new byte[48 * 48 * 3];
    for (int y = 0; y < 48; y++) {
      java.util.Arrays.fill(rgb, (48 * y + 24) * 3, (48 * y + 25) * 3, (byte) 255);
    }
    Preprocessing inputs = new Preprocessing(48, 48, Encoders.INPUTS.mean(), Encoders.INPUTS.std());
    for (double strength : new double[] {1, 0.5}) {
      Image blurred =
          Alteration.BLUR.of(
              new Image(48, 48, rgb),
              strength,
              inputs,
              new RandomSource(2).stream(Purpose.EVALUATION, 0, 0));
      double sum = 0;
      double squares = 0;
      for (int x = 0; x < 48; x++) {
        sum += blurred.at(x, 20, 0);
        squares += blurred.at(x, 20, 0) * (x - 24.0) * (x - 24);
      }
      assertThat(Math.sqrt(squares / sum)).isEqualTo(3 * strength, within(0.15 * 3 * strength));
    }
  }

  /** Quality 5 at most, half of the way to it at a half. */
  @Test
  void aJpegHasAQualityFromFiveOn() throws IOException {
    Image image = new SmallImages(1, true).load(0);
    RandomSource random = new RandomSource(2);
    for (double[] pair : new double[][] {{1, 0.05}, {0.5, 0.525}, {0.2, 0.81}}) {
      assertThat(
              Alteration.JPEG
                  .of(image, pair[0], WHOLE, random.stream(Purpose.EVALUATION, 0, 0))
                  .rgb())
          .containsExactly(JpegCopy.of(image, pair[1]).rgb());
    }
  }
}
