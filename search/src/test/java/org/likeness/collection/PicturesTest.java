package org.likeness.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.features.PixelEmbedder;
import org.likeness.image.BufferedImages;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;

/** Edited copies, pixels that agree, and the calibration on a folder of pictures. */
final class PicturesTest {
  private static final List<CopyEdit> EDITS = List.of(CopyEdit.values());

  private static final PixelEmbedder PIXELS =
      new PixelEmbedder(
          new Preprocessing(16, 16, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));

  @TempDir Path temp;

  /** Soft patches of colour, another picture for each number. */
  static Image picture(int number, int width, int height) {
    RandomStream random = new RandomSource(number).stream(Purpose.SAMPLING, 0, 0);
    int patches = 12;
    double[][] patch = new double[patches][6];
    for (double[] each : patch) {
      Arrays.setAll(each, i -> random.nextDouble());
    }
    byte[] rgb = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double[] sum = {90, 90, 90};
        for (double[] each : patch) {
          double dx = (double) x / width - each[0];
          double dy = (double) y / height - each[1];
          double weight = Math.exp(-(dx * dx + dy * dy) / (0.004 + 0.03 * each[2]));
          for (int c = 0; c < 3; c++) {
            sum[c] += 220 * (each[3 + c] - 0.5) * weight;
          }
        }
        for (int c = 0; c < 3; c++) {
          rgb[(y * width + x) * 3 + c] = (byte) Math.max(0, Math.min(255, sum[c]));
        }
      }
    }
    return new Image(width, height, rgb);
  }

  private static RandomStream random(int number) {
    return new RandomSource(9).stream(Purpose.EVALUATION, 0, number);
  }

  @Test
  void editsChangeWhatTheySay() throws IOException {
    Image image = picture(1, 60, 40);
    Image crop = CopyEdit.CROP.of(image, random(0));
    assertThat((double) crop.width() * crop.height() / (60 * 40)).isBetween(0.78, 0.82);
    boolean part = false;
    for (int x = 0; x <= 60 - crop.width(); x++) {
      for (int y = 0; y <= 40 - crop.height(); y++) {
        part |= isAt(crop, image, x, y);
      }
    }
    assertThat(part).isTrue();
    Image small = CopyEdit.RESIZE.of(image, random(0));
    assertThat(small.width()).isEqualTo(30);
    assertThat(small.height()).isEqualTo(20);
    int sum = image.at(2, 4, 1) + image.at(3, 4, 1) + image.at(2, 5, 1) + image.at(3, 5, 1);
    assertThat(small.at(1, 2, 1)).isEqualTo((sum + 2) / 4);
    for (CopyEdit same : List.of(CopyEdit.JPEG, CopyEdit.COLOUR)) {
      Image copy = same.of(image, random(0));
      assertThat(copy.width()).isEqualTo(60);
      assertThat(copy.rgb()).isNotEqualTo(image.rgb());
    }
    Image tiny = picture(1, 1, 1);
    for (CopyEdit edit : CopyEdit.values()) {
      assertThat(edit.of(tiny, random(1)).width()).isEqualTo(1);
    }
  }

  private static boolean isAt(Image crop, Image image, int left, int top) {
    for (int y = 0; y < crop.height(); y++) {
      for (int x = 0; x < crop.width(); x++) {
        if (crop.at(x, y, 0) != image.at(left + x, top + y, 0)) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void editedCopiesShowTheSamePictureAndOthersDoNot() throws IOException {
    for (int number = 0; number < 6; number++) {
      Image image = picture(number, 120, 90);
      SamePicture original = SamePicture.of(image);
      for (CopyEdit edit : CopyEdit.values()) {
        SamePicture copy = SamePicture.of(edit.of(image, random(number)));
        assertThat(original.isSame(copy)).as("%s of %d", edit, number).isTrue();
        assertThat(copy.isSame(original)).isTrue();
      }
      SamePicture other = SamePicture.of(picture(number + 100, 120, 90));
      assertThat(original.isSame(other)).isFalse();
    }
    Image flat = new Image(4, 4, new byte[48]);
    assertThat(SamePicture.of(flat).isSame(SamePicture.of(picture(3, 40, 40)))).isFalse();
  }

  private Path folder(int pictures) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("pictures"));
    for (int i = 0; i < pictures; i++) {
      save(picture(i, 48, 48), folder.resolve("p" + i + ".png"));
    }
    return folder;
  }

  private static void save(Image image, Path file) throws IOException {
    BufferedImage picture = BufferedImages.of(image);
    ImageIO.write(picture, "png", file.toFile());
  }

  private static Dataset open(Path folder) {
    return Datasets.open(folder.toString(), DataOptions.defaults().withSource(folder.toString()));
  }

  private EmbeddingTable table(Dataset dataset) {
    return new EmbeddingTableWriter(
            temp.resolve("table"), PIXELS, "pixels", LoaderOptions.everyImage(8), false)
        .write(dataset, "pictures", FeatureProgress.NONE);
  }

  /** Half of the pictures have a copy, which must not count as a false alarm. */
  @Test
  void aCollectionFullOfCopiesIsCalibrated() throws Exception {
    Path folder = folder(40);
    for (int i = 0; i < 20; i++) {
      CopyEdit edit = EDITS.get(i % EDITS.size());
      save(edit.of(picture(i, 48, 48), random(i)), folder.resolve("copy" + i + ".png"));
    }
    try (Dataset dataset = open(folder)) {
      EmbeddingTable table = table(dataset);
      CollectionImages images = new CollectionImages(table, dataset);
      try (UnitRows rows = UnitRows.of(table)) {
        Calibration calibration =
            Calibration.of(rows, images, PIXELS, 500, 1, FeatureProgress.NONE);
        assertThat(calibration.copies()).hasSize(4 * 60);
        assertThat(calibration.leftOut()).isEqualTo(40);
        assertThat(calibration.others()).hasSize(60);
        double threshold = calibration.threshold(0.02);
        assertThat(calibration.falseAlarms(threshold)).isLessThanOrEqualTo(0.02);
        Duplicates duplicates = Duplicates.among(rows, threshold, FeatureProgress.NONE);
        List<DuplicateGroup> groups = duplicates.groups(threshold, images::pixels);
        long right =
            groups.stream()
                .filter(
                    group ->
                        images
                            .id(group.members().get(1).row())
                            .replace("copy", "p")
                            .equals(images.id(group.keep()).replace("copy", "p")))
                .count();
        assertThat(right).isBetween(14L, 20L);
        assertThat(groups.size() - right).isLessThanOrEqualTo(1);
      }
    }
  }

  /** What is read from the file tile by tile is what is held in memory. */
  @Test
  void rowsNeedNotBeInMemory() throws Exception {
    try (Dataset dataset = open(folder(25))) {
      EmbeddingTable table = table(dataset);
      try (UnitRows mapped = UnitRows.of(table, 0);
          UnitRows resident = UnitRows.of(table)) {
        List<DuplicateGroup> groups =
            Duplicates.among(resident, 0.3, FeatureProgress.NONE).groups(0.4, row -> row);
        assertThat(Duplicates.among(mapped, 0.3, FeatureProgress.NONE).groups(0.4, row -> row))
            .isEqualTo(groups);
        assertThat(Selection.of(mapped, 9, FeatureProgress.NONE).rows())
            .containsExactly(Selection.of(resident, 9, FeatureProgress.NONE).rows());
      }
      assertThat(Leaks.between(table, table, 0.999).size()).isEqualTo(25);
    }
  }

  @Test
  void anImageThatIsGoneIsNamed() throws Exception {
    Path folder = folder(5);
    try (Dataset dataset = open(folder)) {
      EmbeddingTable table = table(dataset);
      Files.delete(folder.resolve("p0.png"));
      try (Dataset less = open(folder)) {
        assertThatThrownBy(() -> new CollectionImages(table, less))
            .isInstanceOf(InputException.class)
            .hasMessageStartingWith("pictures has no image p0.png, which is in the table:");
      }
      save(picture(77, 20, 20), folder.resolve("a.png"));
      save(picture(0, 48, 48), folder.resolve("p0.png"));
      try (Dataset more = open(folder)) {
        CollectionImages images = new CollectionImages(table, more);
        assertThat(images.info(0).id()).isEqualTo("p0.png");
        assertThat(images.number(0)).isEqualTo(1);
      }
    }
  }
}
