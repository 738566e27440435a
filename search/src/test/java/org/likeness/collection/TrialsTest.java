package org.likeness.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.features.FeatureProgress;
import org.likeness.features.PixelEmbedder;
import org.likeness.image.BufferedImages;
import org.likeness.image.Image;

final class TrialsTest {
  private static final PixelEmbedder PIXELS =
      new PixelEmbedder(
          new Preprocessing(16, 16, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));

  @TempDir Path temp;

  /**
   * @param number of the picture of each image
   */
  private Dataset folder(String name, int count, IntUnaryOperator number) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    for (int i = 0; i < count; i++) {
      Image image = PicturesTest.picture(number.applyAsInt(i), 40, 40);
      ImageIO.write(BufferedImages.of(image), "png", folder.resolve(i + ".png").toFile());
    }
    return Datasets.open(folder.toString(), DataOptions.defaults().withSource(folder.toString()));
  }

  @Test
  void precisionAndRecallOfCopies() throws Exception {
    try (Dataset images = folder("images", 30, i -> i)) {
      DuplicatesTrial trial =
          DuplicatesTrial.of(
              images, 25, 12, PIXELS, "pixels", 3, temp.resolve("work"), FeatureProgress.NONE);
      assertThat(java.util.Arrays.stream(trial.right()).sum()).isEqualTo(12);
      assertThat(java.util.Arrays.stream(trial.wrong()).sum()).isEqualTo(37 * 36 / 2 - 12);
      assertThat(trial.recall(-1)).isEqualTo(1);
      assertThat(trial.precision(-1)).isEqualTo(12.0 / (37 * 36 / 2));
      double best = trial.best();
      assertThat(trial.precision(best)).isGreaterThan(0.8);
      assertThat(trial.recall(best)).isGreaterThan(0.5);
      assertThat(trial.precisionAt(1)).isEqualTo(slowPrecisionAt(trial, 1));
      assertThat(trial.precisionAt(0.5)).isEqualTo(slowPrecisionAt(trial, 0.5)).isGreaterThan(0.8);
    }
  }

  /** Threshold by threshold, with sums of its own. */
  private static double slowPrecisionAt(DuplicatesTrial trial, double recall) {
    double best = 0;
    long right = 0;
    long wrong = 0;
    for (int bin = DuplicatesTrial.BINS - 1; bin >= 0; bin--) {
      right += trial.right()[bin];
      wrong += trial.wrong()[bin];
      if (right >= recall * 12 && right > 0) {
        best = Math.max(best, (double) right / (right + wrong));
      }
    }
    return best;
  }

  @Test
  void theAreaUnderTheCurve() throws Exception {
    assertThat(OutliersTrial.area(List.of(true, false, true, false))).isEqualTo(0.75);
    assertThat(OutliersTrial.area(List.of(true, true, false))).isEqualTo(1);
    assertThat(OutliersTrial.area(List.of(false, true))).isZero();
    try (Dataset images = folder("images", 30, i -> i % 4); // several of each
        Dataset others = folder("others", 5, i -> 100 + i)) {
      List<Double> areas =
          OutliersTrial.areas(
              images,
              30,
              others,
              3,
              List.of(1, 5),
              PIXELS,
              "pixels",
              0,
              temp.resolve("work"),
              FeatureProgress.NONE);
      assertThat(areas).hasSize(2).allMatch(area -> area > 0.8);
    }
  }
}
