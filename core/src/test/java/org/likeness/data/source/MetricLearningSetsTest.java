package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.error.InputException;
import org.likeness.experiment.layout.Cars196Layout;
import org.likeness.experiment.layout.Cub200Layout;
import org.likeness.experiment.layout.OnlineProductsLayout;
import org.likeness.image.Image;

/** CUB200, Cars196 and Online Products, with files as their owners publish them. */
final class MetricLearningSetsTest {
  private static final DataOptions DEFAULTS = DataOptions.defaults();
  private static final Dataset FOUR =
      new SmallSet(List.of("Albatross", "Auklet", "Wren", "Yellowthroat"), List.of(0, 1, 2, 3));

  @TempDir private Path root;

  @Test
  void birdsOfTheSecondHalfOfTheClassesAreForTests() throws IOException {
    Cub200Layout.write(root, FOUR);
    Dataset data = Datasets.open(root.toString(), DEFAULTS);
    assertThat(data.name()).isEqualTo("cub200");
    assertThat(data.classNames()).containsExactly("Albatross", "Auklet", "Wren", "Yellowthroat");
    assertThat(ImageFolderTest.ids(data))
        .startsWith("images/001.Albatross/Albatross_0001.jpg")
        .hasSize(4);
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 1, 2, 3);
    assertThat(ImageFolderTest.splits(data)).containsExactly("train", "train", "test", "test");
    assertThat(data.info(0).attributes()).containsEntry("official", "train");
    assertThat(data.info(1).attributes()).containsEntry("official", "test");
    Files.delete(root.resolve("CUB_200_2011/train_test_split.txt"));
    assertThat(Cub200.open(root, DEFAULTS).info(0).attributes()).isEmpty();
  }

  @Test
  void damagedListsOfBirdsAreNamed() throws IOException {
    Cub200Layout.write(root, FOUR);
    Path labels = DataFiles.write(root, "CUB_200_2011/image_class_labels.txt", "1 1\n2 5\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "give 002.Auklet/Auklet_0002.jpg the class 5, which is not one of 1 to 4");
    Files.writeString(labels, "1 1\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .hasMessageContaining("give 002.Auklet/Auklet_0002.jpg the class nothing");
    Files.writeString(labels, "1 one\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .hasMessageContaining("expected two numbers on each line but found 1 one");
    Files.writeString(labels, "one\n");
    assertThatThrownBy(() -> Cub200.open(root, DEFAULTS))
        .hasMessageContaining("line 1: expected a number and a text but found one");
  }

  @Test
  void carsAreReadFromTheirMatlabFile() throws IOException {
    Cars196Layout.write(root, FOUR);
    Path file = root.resolve("cars_annos.mat");
    Dataset data = Datasets.open(root.toString(), DEFAULTS);
    assertThat(data.name()).isEqualTo("cars196");
    assertThat(data.classNames()).isEqualTo(FOUR.classNames());
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
    OnlineProductsLayout.write(root, new SmallSet(List.of("a", "b", "c"), List.of(0, 0, 1, 2)));
    Dataset data = Datasets.open(root.toString(), DEFAULTS);
    assertThat(data.name()).isEqualTo("online-products");
    assertThat(data.classNames()).isEqualTo(List.of("product 1", "product 2", "product 3"));
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 0, 1, 2);
    assertThat(ImageFolderTest.splits(data)).containsExactly("train", "train", "test", "test");
    assertThat(data.info(0).attributes()).containsEntry("kind", "chair");
    Files.writeString(
        root.resolve("Stanford_Online_Products/Ebay_test.txt"),
        "image_id class_id super_class_id path\n3 2 chair_final/3.JPG\n");
    assertThatThrownBy(() -> OnlineProducts.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "line 2: expected image_id class_id super_class_id path but found 3 2");
  }

  /** Black images with these labels; every second one is for tests. */
  private record SmallSet(List<String> classNames, List<Integer> labels) implements Dataset {
    @Override
    public String name() {
      return "small set";
    }

    @Override
    public int size() {
      return labels.size();
    }

    @Override
    public ImageInfo info(int index) {
      return new ImageInfo(
          "image-" + index,
          3,
          2,
          OptionalInt.of(labels.get(index)),
          Optional.empty(),
          Optional.of(index % 2 == 0 ? "train" : "test"),
          Map.of());
    }

    @Override
    public Image load(int index) {
      return new Image(3, 2, new byte[3 * 2 * 3]);
    }
  }
}
