package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Beside the plain way, picture by picture. */
final class TensorViewsTest {
  private static final int[][] SIZES = {
    {37, 53}, {1, 1}, {3, 90}, {200, 2}, {64, 64}, {101, 67}, {33, 32}, {150, 111}, {48, 20}
  };
  private static final int SIDE = 33;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static List<Image> squares() {
    return IntStream.range(0, 24).mapToObj(i -> noise(SIDE, SIDE, i)).toList();
  }

  private static List<Image> awkward() {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < 4 * SIZES.length; i++) {
      images.add(noise(SIZES[i % SIZES.length][0], SIZES[i % SIZES.length][1], i));
    }
    return images;
  }

  private static Image noise(int width, int height, int seed) {
    byte[] rgb = new byte[width * height * 3];
    new Random(seed).nextBytes(rgb);
    return new Image(width, height, rgb);
  }

  private static ViewOptions whole() {
    CropOptions crop = CropOptions.defaults();
    return ViewOptions.defaults(SIDE)
        .withCrop(
            new CropOptions(
                CropOptions.Kind.CENTRE,
                crop.min(),
                crop.max(),
                crop.aspect(),
                SIDE,
                crop.filter(),
                false));
  }

  private static RandomStream stream(int i) {
    return new RandomSource(7).stream(Purpose.AUGMENTATION, 1, i);
  }

  /** Levels, 0 to 255, by which the two ways differ. */
  private static double[] differences(
      ViewOptions options, List<Image> images, ComputeDevice device) {
    List<RandomStream> streams =
        IntStream.range(0, images.size()).mapToObj(i -> stream(i)).toList();
    float[] tensors;
    try (Scope scope = Scope.openNoGrad()) {
      tensors = Tensors.floats(new TensorViews(options).render(images, streams, device));
    }
    int length = 3 * options.size() * options.size();
    float[] plain = new float[images.size() * length];
    for (int i = 0; i < images.size(); i++) {
      new RandomView(options).renderPlain(images.get(i), stream(i), plain, i * length);
    }
    int plane = options.size() * options.size();
    return IntStream.range(0, plain.length)
        .mapToDouble(
            i -> 255 * options.std().get(i / plane % 3) * Math.abs(plain[i] - (double) tensors[i]))
        .toArray();
  }

  private static void assertAlike(double[] differences, double mostOften) {
    double off =
        IntStream.range(0, differences.length).filter(i -> !(differences[i] <= 0.01)).count();
    assertThat(off / differences.length).isLessThanOrEqualTo(mostOften);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void eachOperationOfTheColoursGivesTheSameLevels(int which) {
    double[] strengths = new double[4];
    strengths[which] = which == 3 ? 0.5 : 0.9;
    JitterOptions jitter =
        new JitterOptions(1, strengths[0], strengths[1], strengths[2], strengths[3]);
    assertAlike(differences(whole().withJitter(jitter), squares(), ComputeDevice.CPU), 0);
  }

  @Test
  void flipGreyAndSolarizeGiveTheSameLevels() {
    ViewOptions options = whole().withFlip(0.5).withGrayscale(0.5, false).withSolarize(0.5, 128);
    assertAlike(differences(options, squares(), ComputeDevice.CPU), 0);
  }

  @ParameterizedTest
  @EnumSource
  void cropsOfAwkwardSizesGiveTheSameLevels(Filter filter) {
    CropOptions d = CropOptions.defaults();
    for (CropOptions.Kind kind : CropOptions.Kind.values()) {
      ViewOptions options =
          ViewOptions.defaults(SIDE)
              .withCrop(new CropOptions(kind, 0.2, 1, d.aspect(), 40, filter, false));
      assertAlike(differences(options, awkward(), ComputeDevice.CPU), 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTrueGaussianDiffersByALevelAtMostAndPillowsNever(BlurOptions.Kind kind) {
    ViewOptions options = whole().withBlur(new BlurOptions(0.8, 0.1, 4, kind));
    double[] differences = differences(options, squares(), ComputeDevice.CPU);
    assertAlike(differences, kind == BlurOptions.Kind.PIL ? 0 : 1e-3);
    assertThat(DoubleStream.of(differences).max().orElseThrow()).isLessThan(1.01);
  }

  @Test
  void allTogetherGiveTheSameLevels() {
    assertAlike(differences(everything(), awkward(), ComputeDevice.CPU), 0);
  }

  @Test
  void allTogetherGiveTheSameLevelsOnAGpu() {
    assumeTrue(
        ComputeDevice.CUDA.isAvailable(), "no CUDA device that this build of libtorch can use");
    assertAlike(differences(everything(), awkward(), ComputeDevice.CUDA), 0);
  }

  private static ViewOptions everything() {
    return ViewOptions.defaults(SIDE)
        .withFlip(0.5)
        .withJitter(new JitterOptions(0.8, 0.4, 0.4, 0.4, 0.2))
        .withGrayscale(0.2, true)
        .withBlur(new BlurOptions(0.5, 0.1, 2, BlurOptions.Kind.PIL))
        .withSolarize(0.2, 128);
  }

  @Test
  void labIsRefused() {
    ViewOptions lab =
        ViewOptions.defaults(SIDE)
            .withColour(ViewOptions.Colour.LAB, List.of(50.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    assertThatThrownBy(() -> new TensorViews(lab)).hasMessageContaining("only on the CPU");
  }

  @Test
  void imagesAndStreamsGoTogether() {
    assertThatThrownBy(
            () -> new TensorViews(whole()).render(squares(), List.of(), ComputeDevice.CPU))
        .hasMessageContaining("24 images and 0 streams");
  }
}
