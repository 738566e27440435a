package org.likeness.evaluate.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Preprocessing;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Dataset;
import org.likeness.data.LoadedDataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.Network;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.image.Image;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class LinearEvaluationTest {
  private static final SmallImages IMAGES = new SmallImages(40, true);
  private static final LinearOptions ONE =
      new LinearOptions(LinearProtocol.FEATURES, 3, 8, List.of(0.1), List.of(1e-4));

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Dataset some(int... indices) {
    return new Subset(IMAGES, indices, "some");
  }

  private static Dataset range(int from, int to) {
    return some(IntStream.range(from, to).toArray());
  }

  private static Subject subject(Embedder embedder, Parts parts) {
    return new Subject(
        embedder,
        parts,
        new RandomSource(0),
        LoaderOptions.everyImage(8).withWorkers(1),
        "last",
        FeatureProgress.NONE);
  }

  private static Embedder backbone(Encoder encoder) {
    return new NetworkEmbedder(encoder, FeatureKind.BACKBONE);
  }

  @Test
  void offersTheClassifierThatItMeasured() {
    Encoder encoder = Encoders.small();
    Dataset test = range(30, 40);
    try (Subject subject = subject(backbone(encoder), Parts.of(range(0, 30), test))) {
      Report report = LinearEvaluation.entry().evaluate(ONE, subject);
      FeatureClassifier classifier = subject.classifier().orElseThrow();
      assertThat(classifier.encoder()).isEqualTo(encoder.hash());
      assertThat(classifier.names()).isEqualTo(IMAGES.classNames());
      int width = encoder.featureDimension();
      float[] features = Tensors.floats(subject.vectors(org.likeness.evaluate.Part.TEST).matrix());
      long right =
          IntStream.range(0, 10)
              .filter(
                  i ->
                      classifier
                              .answers(
                                  java.util.Arrays.copyOfRange(
                                      features, i * width, (i + 1) * width),
                                  1)
                              .get(0)
                              .label()
                          == test.info(i).label().orElseThrow())
              .count();
      assertThat(report.number("accuracy")).isEqualTo(right / 10.0);
      assertThat(report.json().has("grid")).isFalse();
    }
  }

  /** A grid whose first rate is useless: the second one is chosen, and on which images is said. */
  @Test
  void settingsAreChosenOnTheValidationImages() {
    LinearOptions options =
        new LinearOptions(LinearProtocol.FEATURES, 40, 8, List.of(1e-12, 0.05), List.of(0.0));
    Dataset bank = range(0, 30);
    Parts parts =
        new Parts(bank, new Subset(IMAGES, IntStream.range(0, 30).toArray(), "val"), range(30, 40));
    try (Subject subject = subject(backbone(Encoders.small()), parts)) {
      JsonNode json = LinearEvaluation.entry().evaluate(options, subject).json();
      assertThat(json.path("chosen_on").textValue()).isEqualTo("val");
      assertThat(json.path("lr").doubleValue()).isEqualTo(0.05);
      assertThat(json.path("grid")).hasSize(2);
      assertThat(json.path("grid").path(1).path("accuracy").doubleValue())
          .isGreaterThan(json.path("grid").path(0).path("accuracy").doubleValue());
    }
    try (Subject subject = subject(backbone(Encoders.small()), Parts.of(bank, range(30, 40)))) {
      JsonNode json = LinearEvaluation.entry().evaluate(options, subject).json();
      assertThat(json.path("chosen_on").textValue()).isEqualTo("a tenth of some");
    }
  }

  @Test
  void aPapersProtocolSeesNewViewsAndMovesNoWeight() {
    Encoder encoder = Encoders.small();
    encoder.network().train(true);
    String before = encoder.hash();
    LinearOptions options =
        new LinearOptions(LinearProtocol.MOCO, 2, 7, List.of(0.1), List.of(0.0));
    try (Subject subject = subject(backbone(encoder), Parts.of(range(0, 30), range(30, 40)))) {
      Report report = LinearEvaluation.entry().evaluate(options, subject);
      assertThat(report.number("lr")).isEqualTo(30);
      assertThat(report.protocol())
          .startsWith(
              "linear classifier of backbone features (moco's protocol, random crops and flips), SGD, 2 epochs of batch 7, rate 30, decay 0,");
      FeatureClassifier classifier = subject.classifier().orElseThrow();
      assertThat(classifier.encoder()).isEqualTo(before);
      float[] weight = classifier.layer().weight();
      assertThat(weight).isNotEqualTo(new float[weight.length]);
    }
    assertThat(encoder.hash()).isEqualTo(before);
    assertThat(encoder.network().isTraining()).isTrue();
  }

  @Test
  void everyProtocolOfAPaperTrains() {
    Parts parts = Parts.of(range(0, 30), range(30, 40));
    for (LinearProtocol protocol : LinearProtocol.values()) {
      LinearOptions options = new LinearOptions(protocol, 1, 7, List.of(0.1), List.of(0.0));
      try (Subject subject = subject(backbone(Encoders.small()), parts)) {
        assertThat(LinearEvaluation.entry().evaluate(options, subject).protocol())
            .contains("), " + protocol.optimizer() + ", 1 epoch of batch 7, rate ");
        float[] weight = subject.classifier().orElseThrow().layer().weight();
        assertThat(weight).as(protocol.name()).isNotEqualTo(new float[weight.length]);
      }
    }
  }

  /** An embedder that trains while it is measured. */
  private record Moving(Encoder encoder) implements Embedder {
    @Override
    public FeatureKind kind() {
      return FeatureKind.BACKBONE;
    }

    @Override
    public Preprocessing preprocessing() {
      return encoder.preprocessing();
    }

    @Override
    public Optional<Network> network() {
      return Optional.of(encoder.network());
    }

    @Override
    public Tensor vectors(Tensor images) {
      Map<String, Tensor> weights = new TreeMap<>(encoder.network().weights());
      weights.get("conv1.weight").mul_(new Scalar(1.001));
      return encoder.network().features(images);
    }

    @Override
    public int dimension() {
      return encoder.featureDimension();
    }
  }

  @Test
  void anEncoderThatMovesIsAnError() {
    try (Subject subject =
        subject(new Moving(Encoders.small()), Parts.of(range(0, 30), range(30, 40)))) {
      assertThatThrownBy(() -> LinearEvaluation.entry().evaluate(ONE, subject))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the weights of the encoder changed");
      assertThat(subject.classifier()).isEmpty();
    }
  }

  @Test
  void aTestClassThatTheBankLacksIsNeverRight() {
    Parts parts = Parts.of(some(0, 1, 3, 4, 6, 7, 9, 10), some(2, 5, 8));
    try (Subject subject = subject(backbone(Encoders.small()), parts)) {
      assertThat(LinearEvaluation.entry().evaluate(ONE, subject).number("accuracy")).isZero();
    }
  }

  /** Class i is at place i; the last number is the same for all. */
  private static KnowingEmbedder byClass(KnownImages images) {
    return new KnowingEmbedder(
        images,
        false,
        4,
        number -> {
          float[] vector = {0, 0, 0, 1};
          vector[number % KnownImages.CLASSES] = 1;
          return vector;
        });
  }

  /** Of images in rising order, which is how their vectors are known. */
  private static Report known(LinearOptions options, int[] bank, int[] test) {
    KnownImages images = new KnownImages(20, true);
    Parts parts = Parts.of(new Subset(images, bank, "bank"), new Subset(images, test, "test"));
    try (Subject subject = subject(byClass(images), parts)) {
      return LinearEvaluation.entry().evaluate(options, subject);
    }
  }

  /** Of ten training images one is blue, and the two blue test images are found by it. */
  @Test
  void aClassOfOneImageIsLearned() {
    LinearOptions options =
        new LinearOptions(LinearProtocol.FEATURES, 200, 4, List.of(0.5, 0.1), List.of(0.0));
    Report report =
        known(options, new int[] {0, 1, 2, 3, 4, 6, 7, 9, 10, 12}, new int[] {5, 8, 13, 15, 16});
    assertThat(report.number("accuracy")).isEqualTo(1);
    assertThat(report.number("balanced_accuracy")).isEqualTo(1);
    assertThat(report.number("chance")).isEqualTo(1 / 3.0);
    JsonNode blue = report.json().path("per_class").path(2);
    assertThat(blue.path("class").textValue()).isEqualTo("blue");
    assertThat(blue.path("images").intValue()).isEqualTo(2);
    assertThat(blue.path("accuracy").doubleValue()).isEqualTo(1);
  }

  /**
   * Settings are chosen on one of the two, after training on the other: standardised they are
   * opposite vectors, so that what is not of the one class is of the other.
   */
  @Test
  void twoImagesOfTwoClassesAreEnough() {
    LinearOptions options =
        new LinearOptions(LinearProtocol.FEATURES, 100, 4, List.of(0.5, 0.1), List.of(0.0));
    Report report = known(options, new int[] {0, 1}, new int[] {2, 3, 4, 6});
    assertThat(report.number("accuracy")).as("the third class is not known").isEqualTo(0.75);
    assertThat(report.json().path("chosen_on").textValue()).isEqualTo("a tenth of bank");
    assertThat(report.json().path("grid"))
        .allSatisfy(row -> assertThat(row.path("accuracy").doubleValue()).isEqualTo(1));
  }

  @Test
  void oneClassIsRefused() {
    assertThatThrownBy(() -> LinearEvaluation.entry().require(Parts.of(some(0, 3, 6), some(9, 12))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Linear accuracy needs training images of at least 2 classes");
  }

  /**
   * Rate times decay is above 2, so that each step turns the weights round and makes them longer.
   */
  @Test
  void settingsThatDivergeAreNotChosen() {
    LinearOptions both =
        new LinearOptions(LinearProtocol.FEATURES, 60, 4, List.of(0.5), List.of(1e4, 0.0));
    int[] bank = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    Report report = known(both, bank, new int[] {10, 11, 12});
    assertThat(report.number("weight_decay")).isZero();
    assertThat(report.json().path("grid").path(0).path("accuracy").doubleValue()).isZero();
    LinearOptions one =
        new LinearOptions(LinearProtocol.FEATURES, 60, 4, List.of(0.5), List.of(1e4));
    assertThatThrownBy(() -> known(one, bank, new int[] {10, 11, 12}))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith("the scores of the classifier are not all finite");
  }

  /** All validation images are of a class that the bank does not have. */
  @Test
  void validationImagesAreMeasuredAndNotLearned() {
    KnownImages images = new KnownImages(20, true);
    Parts parts =
        new Parts(
            new Subset(images, new int[] {0, 1, 3, 4, 6, 7}, "bank"),
            new Subset(images, new int[] {2, 5, 8}, "validation"),
            new Subset(images, new int[] {9, 10}, "test"));
    LinearOptions options =
        new LinearOptions(LinearProtocol.FEATURES, 40, 4, List.of(0.5, 0.1), List.of(0.0, 1e-3));
    try (Subject subject = subject(byClass(images), parts)) {
      JsonNode json = LinearEvaluation.entry().evaluate(options, subject).json();
      assertThat(json.path("grid").findValuesAsText("lr"))
          .containsExactly("0.5", "0.5", "0.1", "0.1");
      assertThat(json.path("grid").findValuesAsText("weight_decay"))
          .containsExactly("0.0", "0.001", "0.0", "0.001");
      assertThat(json.path("grid").findValuesAsText("accuracy"))
          .containsExactly("0.0", "0.0", "0.0", "0.0");
      assertThat(json.path("lr").doubleValue()).as("the first of equals").isEqualTo(0.5);
      assertThat(json.path("weight_decay").doubleValue()).isZero();
      assertThat(json.path("accuracy").doubleValue()).as("of the test images").isEqualTo(1);
    }
  }

  /**
   * Ten equal vectors, five of each of two classes. Without the one that is held out the other
   * class has more, and is what is predicted: never right.
   */
  @Test
  void aTenthThatChoosesIsNotLearned() {
    KnownImages images = new KnownImages(20, true);
    Embedder equal = new KnowingEmbedder(images, false, 2, number -> new float[] {1, 2});
    Parts parts =
        Parts.of(
            new Subset(images, new int[] {0, 1, 3, 4, 6, 7, 9, 10, 12, 13}, "bank"),
            new Subset(images, new int[] {15, 16}, "test"));
    LinearOptions options =
        new LinearOptions(LinearProtocol.FEATURES, 20, 10, List.of(0.5, 0.1), List.of(0.0));
    for (int seed = 0; seed < 5; seed++) {
      try (Subject subject =
          new Subject(
              equal,
              parts,
              new RandomSource(seed),
              LoaderOptions.everyImage(8).withWorkers(1),
              "last",
              FeatureProgress.NONE)) {
        JsonNode json = LinearEvaluation.entry().evaluate(options, subject).json();
        assertThat(json.path("grid").findValuesAsText("accuracy")).containsExactly("0.0", "0.0");
      }
    }
  }

  /**
   * Both test images are as far on the other side of the training images as those of their class on
   * this one: by their own mean and deviation they would be right.
   */
  @Test
  void testImagesAreStandardisedByTheTrainingImages() {
    KnownImages images = new KnownImages(20, true);
    Embedder shifted =
        new KnowingEmbedder(
            images,
            false,
            1,
            number -> new float[] {number % 3 + (number < 10 ? 0 : number % 3 == 0 ? 2 : 2.5f)});
    Parts parts =
        Parts.of(
            new Subset(images, new int[] {0, 1, 3, 4, 6, 7}, "bank"),
            new Subset(images, new int[] {12, 13, 15, 16}, "test"));
    LinearOptions options =
        new LinearOptions(LinearProtocol.FEATURES, 50, 6, List.of(0.5), List.of(0.0));
    try (Subject subject = subject(shifted, parts)) {
      JsonNode json = LinearEvaluation.entry().evaluate(options, subject).json();
      assertThat(json.path("accuracy").doubleValue()).as("all like the second").isEqualTo(0.5);
      assertThat(json.path("per_class").path(0).path("accuracy").doubleValue()).isZero();
    }
  }

  /** Images of one colour, that of their class, in whatever order the epochs have them. */
  @Test
  void aPapersProtocolLearnsTheClassOfEachImage() {
    Dataset coloured =
        new LoadedDataset(
            IMAGES,
            (image, id) -> {
              int number = Integer.parseInt(id.replaceAll("\\D", ""));
              byte[] rgb = new byte[12 * 12 * 3];
              for (int i = number % 3; i < rgb.length; i += 3) {
                rgb[i] = (byte) 200;
              }
              return new Image(12, 12, rgb);
            });
    Parts parts =
        Parts.of(
            new Subset(coloured, IntStream.range(0, 20).toArray(), "bank"),
            new Subset(coloured, IntStream.range(20, 40).toArray(), "test"));
    LinearOptions options =
        new LinearOptions(LinearProtocol.SWAV, 3, 5, List.of(0.1), List.of(0.0));
    Embedder pixels =
        new PixelEmbedder(
            new Preprocessing(12, 12, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));
    try (Subject subject = subject(pixels, parts)) {
      Report report = LinearEvaluation.entry().evaluate(options, subject);
      assertThat(report.number("accuracy")).isEqualTo(1);
      assertThat(report.number("batch")).isEqualTo(5);
      assertThat(report.number("weight_decay")).isEqualTo(1e-6);
    }
  }
}
