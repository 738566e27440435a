package org.likeness.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneEntry;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.backbone.ResNetOptions;
import org.likeness.backbone.VitOptions;
import org.likeness.data.DataFingerprint;
import org.likeness.data.TrainingData;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.nn.Activation;
import org.likeness.nn.Head;
import org.likeness.nn.IdentityHead;
import org.likeness.nn.LinearHead;
import org.likeness.nn.MlpHead;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class EncoderTest {
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(36, 32, List.of(0.485, 0.456, 0.1), List.of(0.229, 0.224, 1.0 / 3));

  @TempDir Path folder;

  private static int threads;

  /**
   * One thread an operation: for networks this small, threads wait for each other longer than they
   * work.
   */
  @BeforeAll
  static void load() {
    threads = Torch.threads();
    Torch.setThreads(1);
  }

  @AfterAll
  static void restoreThreads() {
    Torch.setThreads(threads);
  }

  private static final List<MlpLayer> LAYERS =
      List.of(
          new MlpLayer(32, true, Norm.BATCH, Activation.RELU),
          new MlpLayer(8, false, Norm.BATCH_PLAIN, Activation.NONE));

  private static Encoder encoder(long seed, boolean head) {
    return encoder(seed, head ? new LinearHead(64, 16, random(seed)) : new IdentityHead(64));
  }

  private static RandomStream random(long seed) {
    return new RandomSource(seed).stream(Purpose.WEIGHTS, 0, 1);
  }

  private static Encoder encoder(long seed, Head top) {
    RandomSource random = new RandomSource(seed);
    BackboneOptions options = new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 8, 0);
    var backbone = Backbones.create(options, 3, random.stream(Purpose.WEIGHTS, 0, 0));
    return new Encoder(new SingleNetwork(backbone, top, options), PREPROCESSING);
  }

  private static BufferedImage picture(int seed) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    BufferedImage picture = new BufferedImage(50, 40 + seed, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        picture.setRGB(x, y, random.nextInt());
      }
    }
    return picture;
  }

  private Path saved(BufferedImage picture, String name) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  @Test
  void similarityIsTheInnerProductOfEmbeddings() throws IOException {
    Encoder encoder = encoder(1, true);
    Path a = saved(picture(3), "a.png");
    Path b = saved(picture(4), "b.png");
    assertThat(encoder.similarity(a, a)).isCloseTo(1, within(1e-6));
    assertThat(encoder.similarity(a, b))
        .isEqualTo(encoder.similarity(b, a))
        .isEqualTo(encoder.similarity(encoder.embed(a), encoder.embed(b)))
        .isBetween(-1.0, 1.0);
    float[] along = new float[16];
    float[] other = new float[16];
    along[2] = 0.5f;
    other[2] = -4;
    other[3] = 7;
    assertThat(encoder.similarity(along, other)).isEqualTo(-2);
    assertThatThrownBy(() -> encoder.similarity(along, new float[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an embedding must have 16 values but has 15; is it another encoder's?");
  }

  @Test
  void aLargeJpegIsDecodedSmallerAsForAWholeFolder() throws IOException {
    Encoder encoder = encoder(1, true);
    BufferedImage large = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 480; y++) {
      for (int x = 0; x < 640; x++) {
        large.setRGB(x, y, (x * 7 ^ y * 13) & 0xFF | (x / 3 & 0xFF) << 8 | (y / 2 & 0xFF) << 16);
      }
    }
    Path file = folder.resolve("large.jpg");
    ImageIO.write(large, "jpg", file.toFile());
    byte[] bytes = Files.readAllBytes(file);
    Image smaller = ImageDecoder.decode(bytes, "large", encoder.preprocessing().leastSide());
    assertThat(smaller.width()).isLessThan(640);
    float[] expected = encoder.embed(smaller);
    assertThat(encoder.embed(file)).containsExactly(expected);
    assertThat(encoder.embed(bytes)).containsExactly(expected);
    assertThat(encoder.embed(ImageDecoder.decode(bytes, "large"))).isNotEqualTo(expected);
  }

  @Test
  void embeddingsHaveLengthOneWhateverTheImageCameAs() throws IOException {
    Encoder encoder = encoder(1, true);
    Path file = saved(picture(3), "a.png");
    float[] embedding = encoder.embed(file);
    assertThat(embedding).hasSize(encoder.dimension()).hasSize(16);
    double square = 0;
    for (float value : embedding) {
      square += (double) value * value;
    }
    assertThat(square).isCloseTo(1, within(1e-6));
    assertThat(encoder.embed(Files.readAllBytes(file))).containsExactly(embedding);
    assertThat(encoder.embed(picture(3))).containsExactly(embedding);
    assertThat(encoder.embed(picture(4))).isNotEqualTo(embedding);
    assertThat(encoder.features(file)).hasSize(encoder.featureDimension()).hasSize(64);
    assertThat(encoder.features(Files.readAllBytes(file)))
        .containsExactly(encoder.features(picture(3)));
  }

  @Test
  void withoutAHeadTheEmbeddingIsTheFeaturesOfLengthOne() {
    Encoder encoder = encoder(1, false);
    float[] features = encoder.features(picture(2));
    double length = 0;
    for (float value : features) {
      length += (double) value * value;
    }
    float[] embedding = encoder.embed(picture(2));
    for (int i = 0; i < features.length; i++) {
      assertThat(embedding[i]).isCloseTo((float) (features[i] / Math.sqrt(length)), within(1e-6f));
    }
  }

  @Test
  void aPictureWithAlphaIsLaidOverWhiteAndLeftAsItWas() {
    Encoder encoder = encoder(1, true);
    for (int type : new int[] {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE}) {
      BufferedImage clear = new BufferedImage(40, 40, type);
      BufferedImage white = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 1600; i++) {
        white.setRGB(i % 40, i / 40, i < 800 ? 0xFF3020 : 0xFFFFFF);
        clear.setRGB(i % 40, i / 40, i < 800 ? 0xFFFF3020 : 0);
      }
      assertThat(encoder.embed(clear)).containsExactly(encoder.embed(white));
      assertThat(clear.isAlphaPremultiplied()).isEqualTo(type == BufferedImage.TYPE_INT_ARGB_PRE);
    }
  }

  @Test
  void whatWasSavedEmbedsBitForBit() throws IOException {
    for (boolean head : new boolean[] {true, false}) {
      Encoder encoder = encoder(5, head);
      Path run = folder.resolve("run" + head);
      encoder.save(run.resolve("encoder.safetensors"));
      Encoder again = Encoder.load(run);
      assertThat(again.embed(picture(1))).containsExactly(encoder.embed(picture(1)));
      assertThat(again.features(picture(1))).containsExactly(encoder.features(picture(1)));
      assertThat(again.hash()).isEqualTo(encoder.hash()).hasSize(64).startsWith(again.shortHash());
      assertThat(again.preprocessing()).isEqualTo(PREPROCESSING);
      assertThat(again.network().description()).isEqualTo(encoder.network().description());
      again.save(run.resolve("again.safetensors"));
      assertThat(run.resolve("again.safetensors"))
          .hasSameBinaryContentAs(run.resolve("encoder.safetensors"));
    }
  }

  /** The check of described sizes knows the first tensor of each. */
  @Test
  void everyBackboneIsTheSameAfterSavingAndLoading() {
    for (BackboneEntry entry : Backbones.all()) {
      RandomSource random = new RandomSource(3);
      BackboneOptions options =
          OptionRecords.with(
              new BackboneOptions(entry.name(), BackboneOptions.Stem.IMAGENET, 4, 0),
              "vit",
              new VitOptions(4, 2, 24, 3, VitOptions.Positions.SINCOS, 32, 0.1));
      Backbone backbone = Backbones.create(options, 3, random.stream(Purpose.WEIGHTS, 0, 0));
      Head head = new LinearHead(backbone.featureSize(), 6, random.stream(Purpose.WEIGHTS, 0, 1));
      Encoder encoder = new Encoder(new SingleNetwork(backbone, head, options), PREPROCESSING);
      Path file = folder.resolve(entry.name() + ".safetensors");
      encoder.save(file);
      assertThat(Encoder.load(file).hash()).as(entry.name()).isEqualTo(encoder.hash());
    }
  }

  /** Files without an entry are those of earlier versions, or of torchvision's weights. */
  @Test
  void normsOfFullyConnectedLayersAreInTheFile() {
    for (boolean norms : new boolean[] {true, false}) {
      RandomSource random = new RandomSource(3);
      BackboneOptions options =
          OptionRecords.with(
              new BackboneOptions("alexnet", BackboneOptions.Stem.IMAGENET, 4, 0),
              "plain.fc-norm",
              norms);
      Backbone backbone = Backbones.create(options, 3, random.stream(Purpose.WEIGHTS, 0, 0));
      Head head = new IdentityHead(backbone.featureSize());
      Encoder encoder = new Encoder(new SingleNetwork(backbone, head, options), PREPROCESSING);
      assertThat(encoder.network().description().containsKey("fc-norm")).isEqualTo(norms);
      Path file = folder.resolve("alexnet-" + norms + ".safetensors");
      encoder.save(file);
      Encoder loaded = Encoder.load(file);
      assertThat(loaded.hash()).isEqualTo(encoder.hash());
      assertThat(loaded.network().weights().containsKey("classifier.norm6.weight"))
          .isEqualTo(norms);
    }
  }

  /**
   * Norms are in the file where they are not batch norm alone, so that older files are the same.
   */
  @Test
  void normsOtherThanBatchNormAreInTheFile() {
    for (BackboneOptions.Norm norm : BackboneOptions.Norm.values()) {
      RandomSource random = new RandomSource(3);
      BackboneOptions options =
          new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0, norm, 4);
      Backbone backbone = Backbones.create(options, 3, random.stream(Purpose.WEIGHTS, 0, 0));
      Head head = new IdentityHead(backbone.featureSize());
      Encoder encoder = new Encoder(new SingleNetwork(backbone, head, options), PREPROCESSING);
      Path file = folder.resolve(norm + ".safetensors");
      encoder.save(file);
      Encoder loaded = Encoder.load(file);
      assertThat(loaded.hash()).as(norm.name()).isEqualTo(encoder.hash());
      assertThat(loaded.embed(picture(1))).containsExactly(encoder.embed(picture(1)));
      Map<String, String> description = encoder.network().description();
      switch (norm) {
        case BATCH -> assertThat(description).doesNotContainKeys("norm", "norm-groups");
        case SPLIT ->
            assertThat(description)
                .containsEntry("norm", "split")
                .containsEntry("norm-groups", "4");
        default -> assertThat(description).containsKey("norm").doesNotContainKey("norm-groups");
      }
    }
  }

  /** Files that were written before there were other kinds keep their hash. */
  @Test
  void aDescriptionHasOnlyWhatItsKindOfNetworkHas() {
    assertThat(encoder(1, true).network().description().keySet())
        .containsExactly(
            "network",
            "backbone",
            "stem",
            "width",
            "stem-stride",
            "input-channels",
            "head",
            "head-in",
            "head-out");
  }

  @Test
  void variantsOfResNetsAreTheSameAfterSavingAndLoading() {
    for (BackboneOptions.Stem stem : BackboneOptions.Stem.values()) {
      RandomSource random = new RandomSource(3);
      BackboneOptions options =
          OptionRecords.with(
              new BackboneOptions("resnet50", stem, 4, 0),
              "resnet",
              new ResNetOptions(true, 0.0625));
      Backbone backbone = Backbones.create(options, 3, random.stream(Purpose.WEIGHTS, 0, 0));
      Head head = new LinearHead(backbone.featureSize(), 6, random.stream(Purpose.WEIGHTS, 0, 1));
      Encoder encoder = new Encoder(new SingleNetwork(backbone, head, options), PREPROCESSING);
      Path file = folder.resolve(stem + ".safetensors");
      encoder.save(file);
      assertThat(Encoder.load(file).hash()).isEqualTo(encoder.hash());
    }
  }

  @Test
  void theDataItWasTrainedOnIsSavedAndLeavesTheHash() {
    Encoder encoder = encoder(5, true);
    TrainingData data =
        new TrainingData(
            new DataFingerprint("photos", 40, 30, 3, "0a1b"), Map.of("test-share", "0.15"), 7);
    Path file = folder.resolve("trained.safetensors");
    encoder.trainedOn(data).save(file);
    Encoder again = Encoder.load(file);
    assertThat(again.trainingData()).contains(data);
    assertThat(again.hash()).isEqualTo(encoder.hash());
    assertThat(encoder.trainingData()).isEmpty();
    encoder.save(file);
    assertThat(Encoder.load(file).trainingData()).isEmpty();
  }

  @Test
  void theHashTellsAnyDifference() {
    Encoder encoder = encoder(5, true);
    assertThat(encoder(5, true).hash()).isEqualTo(encoder.hash());
    assertThat(encoder(6, true).hash()).isNotEqualTo(encoder.hash());
    Preprocessing other = new Preprocessing(37, 32, PREPROCESSING.mean(), PREPROCESSING.std());
    assertThat(new Encoder(encoder.network(), other).hash()).isNotEqualTo(encoder.hash());
    String before = encoder.hash();
    Tensor bias = encoder.network().weights().get("head.fc.bias");
    Tensors.copy(bias.add(new Scalar(1e-3)), bias);
    assertThat(encoder.hash()).isNotEqualTo(before);
  }

  @Test
  void eightThreadsGetWhatOneGets() throws Exception {
    Encoder encoder = encoder(7, true);
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      expected.add(encoder.embed(saved(picture(i), i + ".png")));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<float[]>> found = new ArrayList<>();
      for (int i = 0; i < 96; i++) {
        Path file = folder.resolve(i % 6 + ".png");
        found.add(threads.submit(() -> encoder.embed(file)));
      }
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).get()).containsExactly(expected.get(i % 6));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void embeddingLeavesNoNativeObjectBehind() {
    Encoder encoder = encoder(8, true);
    BufferedImage picture = picture(1);
    encoder.embed(picture);
    long before = LivePointers.settled();
    for (int i = 0; i < 30; i++) {
      encoder.embed(picture);
      encoder.features(picture);
      encoder.hash();
    }
    // Fewer where the collector has meanwhile freed what building the network left.
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void aNetworkInTrainingEmbedsInEvaluationModeAndGoesOnTraining() {
    Encoder encoder = encoder(9, true);
    encoder.network().train(false);
    float[] expected = encoder.embed(picture(1));
    String hash = encoder.hash();
    encoder.network().train(true);
    assertThat(encoder.embed(picture(1))).containsExactly(expected);
    assertThat(encoder.network().isTraining()).isTrue();
    assertThat(encoder.hash()).isEqualTo(hash);
  }

  @Test
  void whatIsNoImageIsRefusedInOneSentence() throws IOException {
    Encoder encoder = encoder(1, true);
    Path text = Files.writeString(folder.resolve("a.txt"), "not an image");
    assertThatThrownBy(() -> encoder.embed(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.txt");
    assertThatThrownBy(() -> encoder.embed(folder.resolve("none.png")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("there is no file");
    assertThatThrownBy(() -> encoder.embed(new byte[3])).isInstanceOf(InputException.class);
  }

  @Test
  void damagedFilesAreRefusedInOneSentence() throws IOException {
    Path file = folder.resolve("encoder.safetensors");
    encoder(1, true).save(file);
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length - 9] ^= 4;
    refused(Files.write(folder.resolve("flipped"), flipped), "is damaged, since its hash differs");
    refused(
        Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length / 2)), "is truncated");
    refused(folder.resolve("none"), "there is no file");
    refused(Files.createDirectory(folder.resolve("run")), "has no encoder.safetensors");
    changed(file, "likeness.format", "2", "another version");
    changed(file, "likeness.format", "", "weights but not an encoder");
    changed(file, "network.backbone", "resnet19", "did you mean");
    changed(file, "network.width", "16", "conv1.weight is [8, 3, 3, 3]");
    // Built first, these would ask for hundreds of gigabytes.
    changed(file, "network.head-out", "2000000000", "head.fc.weight of [2000000000, 64]");
    changed(file, "network.input-channels", "2000000000", "input-channels is '2000000000' but");
    changed(file, "network.head", "identity", "tensors are not those");
    changed(file, "network.stem-stride", "x", "stem-stride must be a whole number but is 'x'");
    changed(file, "preprocessing.size", "99", "resize must be at least size");
    changed(file, "preprocessing.mean", "0.5;0.5", "values that are not numbers");
    changed(file, "preprocessing.resize", "37", "is damaged");
    changed(file, "data.hash", "0a", "images of its training data must be a whole number");
  }

  @Test
  void anMlpHeadIsTheSameAfterSavingAndLoading() {
    Encoder encoder = encoder(1, new MlpHead(64, LAYERS, random(1)));
    Path file = folder.resolve("mlp.safetensors");
    encoder.save(file);
    Encoder again = Encoder.load(file);
    assertThat(again.hash()).isEqualTo(encoder.hash());
    assertThat(again.embed(picture(1))).containsExactly(encoder.embed(picture(1)));
    assertThat(again.network().description()).isEqualTo(encoder.network().description());
    // Built first, each of these would ask for hundreds of gigabytes.
    for (String layers :
        List.of(
            "2000000000 bias batch relu, 8 no-bias batch-plain none",
            "32 bias batch relu, 2000000000 no-bias batch-plain none",
            "32 bias batch relu, 8 no-bias batch-plain none, 2000000000 bias none none")) {
      changed(file, "network.head-layers", layers, "describes");
    }
    changed(file, "network.head-in", "2000000000", "layers.0.fc.weight of [32, 2000000000]");
    changed(file, "network.head-layers", "32 bias batch relu", "tensors are not those");
    changed(
        file,
        "network.head-layers",
        "32 bias batch none, 8 no-bias batch-plain none",
        "is damaged, since its hash differs");
  }

  private void changed(Path file, String key, String value, String says) {
    SafeTensorsFile read = SafeTensors.read(file);
    Map<String, String> metadata = new LinkedHashMap<>(read.metadata());
    metadata.put(key, value);
    if (key.equals("network.width")) {
      metadata.put("network.head-in", "128");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    read.names().forEach(name -> tensors.put(name, read.tensor(name)));
    Path other = folder.resolve("changed.safetensors");
    SafeTensors.write(other, tensors, metadata);
    refused(other, says);
  }

  private static void refused(Path file, String says) {
    assertThatThrownBy(() -> Encoder.load(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(says)
        .hasMessageContaining(file.toString());
  }
}
