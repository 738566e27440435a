package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Struct;

/** CUB200, Cars196 and Online Products, with files as their owners publish them. */
final class MetricLearningSetsTest {
  private static final DataOptions DEFAULTS = DataOptions.defaults();
  private static final byte[] JPEG = DataFiles.image("jpg", 3, 2, 0);

  @TempDir private Path root;

  @BeforeEach
  void images() throws IOException {
    for (int i = 1; i <= 4; i++) {
      DataFiles.write(root, "CUB_200_2011/images/%03d.Bird/%d.jpg".formatted(i, i), JPEG);
      DataFiles.write(root, "car_ims/00000%d.jpg".formatted(i), JPEG);
      DataFiles.write(root, "Stanford_Online_Products/chair_final/%d.JPG".formatted(i), JPEG);
    }
  }

  private void birds() throws IOException {
    String folder = "CUB_200_2011/";
    DataFiles.write(
        root,
        folder + "images.txt",
        "1 001.Bird/1.jpg\n2 002.Bird/2.jpg\n3 003.Bird/3.jpg\n4 004.Bird/4.jpg\n");
    DataFiles.write(root, folder + "image_class_labels.txt", "1 1\n2 2\n3 3\n4 4\n");
    DataFiles.write(
        root,
        folder + "classes.txt",
        "1 001.Albatross\n2 002.Auklet\n3 003.Wren\n4 004.Yellowthroat\n");
  }

  @Test
  void birdsOfTheSecondHalfOfTheClassesAreForTests() throws IOException {
    birds();
    Dataset data = Datasets.open(root.toString(), DEFAULTS);
    assertThat(data.name()).isEqualTo("cub200");
    assertThat(data.classNames()).containsExactly("Albatross", "Auklet", "Wren", "Yellowthroat");
    assertThat(ImageFolderTest.ids(data)).startsWith("images/001.Bird/1.jpg").hasSize(4);
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 1, 2, 3);
    assertThat(ImageFolderTest.splits(data)).containsExactly("train", "train", "test", "test");
    assertThat(data.info(0).attributes()).isEmpty();
    DataFiles.write(root, "CUB_200_2011/train_test_split.txt", "1 1\n2 0\n3 0\n4 1\n");
    Dataset split = Cub200.open(root, DEFAULTS);
    assertThat(split.info(0).attributes()).containsEntry("official", "train");
    assertThat(split.info(1).attributes()).containsEntry("official", "test");
  }

  @Test
  void damagedListsOfBirdsAreNamed() throws IOException {
    birds();
    Path labels = DataFiles.write(root, "CUB_200_2011/image_class_labels.txt", "1 1\n2 5\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("give 002.Bird/2.jpg the class 5, which is not one of 1 to 4");
    Files.writeString(labels, "1 1\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .hasMessageContaining("give 002.Bird/2.jpg the class nothing");
    Files.writeString(labels, "1 one\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .hasMessageContaining("expected two numbers on each line but found 1 one");
    Files.writeString(labels, "one\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .hasMessageContaining("line 1: expected a number and a text but found one");
  }

  @Test
  void carsAreReadFromTheirMatlabFile() throws IOException {
    Cell names = Mat5.newCell(1, 4);
    Struct rows = Mat5.newStruct(1, 4);
    for (int i = 0; i < 4; i++) {
      names.set(i, Mat5.newString("Car " + (i + 1)));
      rows.set("relative_im_path", i, Mat5.newString("car_ims/00000%d.jpg".formatted(i + 1)));
      rows.set("class", i, Mat5.newScalar(i + 1));
      rows.set("test", i, Mat5.newScalar(i % 2));
    }
    Path file = root.resolve("cars_annos.mat");
    Mat5.writeToFile(
        Mat5.newMatFile().addArray("annotations", rows).addArray("class_names", names),
        file.toFile());
    Dataset data = Datasets.open(root.toString(), DEFAULTS);
    assertThat(data.name()).isEqualTo("cars196");
    assertThat(data.classNames()).containsExactly("Car 1", "Car 2", "Car 3", "Car 4");
    assertThat(ImageFolderTest.ids(data)).startsWith("car_ims/000001.jpg").hasSize(4);
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 1, 2, 3);
    assertThat(ImageFolderTest.splits(data)).containsExactly("train", "train", "test", "test");
    assertThat(data.info(1).attributes()).containsEntry("official", "test");
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 60, bytes.length / 2}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Cars196.open(root, DEFAULTS))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("cars_annos.mat");
    }
  }

  @Test
  void aClassOfProductsIsAProduct() throws IOException {
    String heading = "image_id class_id super_class_id path\n";
    DataFiles.write(
        root,
        "Stanford_Online_Products/Ebay_train.txt",
        heading + "1 1 3 chair_final/1.JPG\n2 1 3 chair_final/2.JPG\n");
    Path test =
        DataFiles.write(
            root,
            "Stanford_Online_Products/Ebay_test.txt",
            heading + "3 2 3 chair_final/3.JPG\n4 3 3 chair_final/4.JPG\n");
    Dataset data = Datasets.open(root.toString(), DEFAULTS);
    assertThat(data.name()).isEqualTo("online-products");
    assertThat(data.classNames()).isEqualTo(List.of("product 1", "product 2", "product 3"));
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 0, 1, 2);
    assertThat(ImageFolderTest.splits(data)).containsExactly("train", "train", "test", "test");
    assertThat(data.info(0).attributes()).containsEntry("kind", "chair");
    Files.writeString(test, heading + "3 2 chair_final/3.JPG\n");
    assertThatThrownBy(() -> OnlineProducts.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "line 2: expected image_id class_id super_class_id path but found 3 2");
  }
}
