package org.likeness.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private Dataset folder(String name, int first, int count, boolean stripes) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    for (int i = 0; i < count; i++) {
      Image image = PicturesTest.picture(first + i, 40, 40);
      BufferedImage picture = BufferedImages.of(image);
      for (int y = 0; stripes && y < 40; y += 2) {
        for (int x = 0; x < 40; x++) {
          picture.setRGB(x, y, (x * (i + 3)) % 7 < 3 ? 0xFFFFFF : 0);
        }
      }
      ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
    }
    return Datasets.open(folder.toString(), DataOptions.defaults().withSource(folder.toString()));
  }

  @Test
  void precisionAndRecallOfCopies() throws Exception {
    try (Dataset images = folder("images", 0, 30, false)) {
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
      assertThat(trial.precisionAt(1)).isLessThanOrEqualTo(trial.precisionAt(0.5));
    }
  }

  @Test
  void theAreaUnderTheCurve() throws Exception {
    assertThat(OutliersTrial.area(List.of(true, false, true, false))).isEqualTo(0.75);
    assertThat(OutliersTrial.area(List.of(true, true, false))).isEqualTo(1);
    assertThat(OutliersTrial.area(List.of(false, true))).isZero();
    try (Dataset images = folder("images", 0, 30, false);
        Dataset others = folder("others", 100, 5, true)) {
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
      assertThat(areas).hasSize(2).allMatch(area -> area >= 0 && area <= 1);
    }
  }
}
