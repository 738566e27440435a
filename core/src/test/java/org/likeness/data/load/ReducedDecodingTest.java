package org.likeness.data.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.augment.CropOptions;
import org.likeness.augment.Filter;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.View;
import org.likeness.augment.ViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.FakeView;
import org.likeness.data.ImageInfo;
import org.likeness.data.Plan;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.image.Image;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Pictures of 640 x 480, views of 48 x 48 pixels from 0.2 to 1 of them. */
final class ReducedDecodingTest {
  private static final int IMAGES = 6;

  @TempDir Path folder;

  @BeforeEach
  void photographs() throws IOException {
    Torch.require();
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage picture = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < 480; y++) {
        for (int x = 0; x < 640; x++) {
          int red = (int) (127 + 120 * Math.sin(x / (20.0 + 7 * i)));
          int green = (int) (127 + 120 * Math.sin(y / (31.0 + 5 * i)));
          picture.setRGB(x, y, red << 16 | green << 8 | (x + y) * 255 / 1118);
        }
      }
      String format = i == 0 ? "png" : "jpg"; // a PNG has no smaller sizes
      ImageIO.write(picture, format, folder.resolve("photo-" + i + "." + format).toFile());
    }
  }

  private static Views views(boolean reduced, View... others) {
    CropOptions crop =
        new CropOptions(
            CropOptions.Kind.RANDOM_RESIZED, 0.2, 1, 4.0 / 3, 0, Filter.BILINEAR, reduced);
    View view = new RandomView(ViewOptions.defaults(48).withCrop(crop).withFlip(0.5));
    List<View> all = new ArrayList<>(List.of(view, view));
    all.addAll(List.of(others));
    return new Views(all);
  }

  private static float[] firstView(Dataset data, Views views) {
    try (Loader loader =
            new Loader(data, views, LoaderOptions.everyImage(IMAGES), new RandomSource(5));
        LoaderEpoch epoch = loader.open(Plan.of(IntStream.range(0, IMAGES).toArray()), 0, 0);
        Scope scope = Scope.openNoGrad()) {
      Tensor first = epoch.next().orElseThrow().view(0);
      return Tensors.floats(first);
    }
  }

  @Test
  void viewsAreNearlyThoseOfTheWholePicture() throws IOException {
    try (Watched data =
        new Watched(Datasets.open(DataOptions.defaults().withSource(folder + "")))) {
      float[] whole = firstView(data, views(false));
      assertThat(data.widths).hasSize(IMAGES).containsOnly(640);
      data.widths.clear();
      float[] reduced = firstView(data, views(true));
      assertThat(data.widths)
          .hasSize(IMAGES)
          .contains(640, 160)
          .allMatch(w -> w == 640 || w <= 320);
      double sum = 0;
      for (int i = 0; i < whole.length; i++) {
        sum += Math.abs(whole[i] - reduced[i]);
      }
      // Normalised by a deviation near 0.225: two levels of 255.
      assertThat(sum / whole.length).isBetween(1e-4, 2 / 255.0 / 0.225);
    }
  }

  /** A shorter side of 100 wants 200 of the picture's 480: half of it, not a quarter. */
  @Test
  void embeddingDecodesAtTwiceWhatItNeeds() throws IOException {
    Views embedding =
        Views.of(
            new Preprocessing(100, 88, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)).asView());
    try (Watched data =
        new Watched(Datasets.open(DataOptions.defaults().withSource(folder + "")))) {
      float[] reduced = firstView(data, embedding);
      assertThat(data.widths).containsOnly(640, 320).containsOnlyOnce(640); // the PNG
      float[] whole = firstView(new Whole(data), embedding);
      double sum = 0;
      double most = 0;
      for (int i = 0; i < whole.length; i++) {
        sum += 255 * Math.abs(whole[i] - reduced[i]);
        most = Math.max(most, 255 * Math.abs(whole[i] - reduced[i]));
      }
      assertThat(sum / whole.length).isBetween(0.001, 0.5);
      assertThat(most).isLessThan(6);
    }
  }

  @Test
  void oneViewThatWantsTheWholeGetsIt() throws IOException {
    try (Watched data =
        new Watched(Datasets.open(DataOptions.defaults().withSource(folder + "")))) {
      firstView(data, views(true, new FakeView(4, false)));
      assertThat(data.widths).hasSize(IMAGES).containsOnly(640);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1000000", "100000000"})
  void theCacheChangesNothing(long limit) throws IOException {
    Dataset data = Datasets.open(DataOptions.defaults().withSource(folder + ""));
    try (CachedDataset cached = new CachedDataset(data, limit)) {
      float[] expected = firstView(data, views(true));
      firstView(cached, views(false)); // whole pictures come first
      assertThat(firstView(cached, views(true))).isEqualTo(expected);
      assertThat(firstView(cached, views(true))).isEqualTo(expected);
      assertThat(cached.cachedBytes()).isLessThanOrEqualTo(limit);
    }
  }

  /** Notes how wide each picture came. */
  private static final class Watched extends Whole {
    private final List<Integer> widths = new java.util.concurrent.CopyOnWriteArrayList<>();

    Watched(Dataset data) {
      super(data);
    }

    @Override
    public Image load(int index, int leastSide) throws IOException {
      Image image = data.load(index, leastSide);
      widths.add(image.width());
      return image;
    }
  }

  /** Decodes nothing at a reduced size. */
  private static class Whole implements Dataset {
    final Dataset data;

    Whole(Dataset data) {
      this.data = data;
    }

    @Override
    public String name() {
      return data.name();
    }

    @Override
    public int size() {
      return data.size();
    }

    @Override
    public ImageInfo info(int index) {
      return data.info(index);
    }

    @Override
    public Image load(int index) throws IOException {
      return data.load(index);
    }

    @Override
    public List<String> classNames() {
      return data.classNames();
    }
  }
}
