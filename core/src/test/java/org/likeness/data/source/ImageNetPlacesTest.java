package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.UnreadableFile;
import org.likeness.error.InputException;

final class ImageNetPlacesTest {
  private static final DataOptions DEFAULTS = DataOptions.defaults();
  private static final byte[] JPEG = DataFiles.image("jpg", 2, 2, 0);

  @TempDir private Path root;

  private void train(String base) throws IOException {
    DataFiles.write(root, base + "train/n01443537/n01443537_2.JPEG", JPEG);
    DataFiles.write(root, base + "train/n01440764/n01440764_1.JPEG", JPEG);
    DataFiles.write(root, base + "test/ILSVRC2012_test_00000001.JPEG", JPEG);
  }

  @Test
  void imageNetWithValInClassFolders() throws IOException {
    train("");
    DataFiles.write(root, "val/n01443537/ILSVRC2012_val_00000001.JPEG", JPEG);
    Dataset data = ImageNet.open(root, DEFAULTS);
    assertThat(data.name()).isEqualTo("imagenet");
    assertThat(data.classNames()).containsExactly("n01440764", "n01443537");
    assertThat(ImageFolderTest.ids(data))
        .containsExactly(
            "train/n01440764/n01440764_1.JPEG",
            "train/n01443537/n01443537_2.JPEG",
            "val/n01443537/ILSVRC2012_val_00000001.JPEG");
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 1, 1);
    assertThat(ImageFolderTest.splits(data)).containsExactly("train", "train", "test");
  }

  @Test
  void imageNetWithFlatValAndItsLists() throws IOException {
    train("ILSVRC/Data/CLS-LOC/");
    String val = "ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_0000000";
    DataFiles.write(root, val + "1.JPEG", JPEG);
    DataFiles.write(root, val + "2.JPEG", JPEG);
    assertThat(ImageFolderTest.labels(ImageNet.open(root, DEFAULTS))).containsExactly(0, 1, -1, -1);
    DataFiles.write(
        root, "val.txt", "ILSVRC2012_val_00000001.JPEG 1\nILSVRC2012_val_00000002.JPEG 0\n");
    assertThat(ImageFolderTest.labels(ImageNet.open(root, DEFAULTS))).containsExactly(0, 1, 1, 0);
    DataFiles.write(root, "val.txt", "ILSVRC2012_val_00000001.JPEG 2\n");
    assertThatThrownBy(() -> ImageNet.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("val.txt, line 1");
    Path solution =
        DataFiles.write(
            root,
            "LOC_val_solution.csv",
            "ImageId,PredictionString\nILSVRC2012_val_00000002,n01443537 1 2 3 4 \nILSVRC2012_val_00000001,n01440764 1 2 3 4 n01440764 5 6 7 8 \n");
    assertThat(ImageFolderTest.labels(ImageNet.open(root, DEFAULTS))).containsExactly(0, 1, 0, 1);
    DataFiles.write(
        root,
        "LOC_val_solution.csv",
        "ImageId,PredictionString\nILSVRC2012_val_00000002,n99999999 1 2 3 4\n");
    assertThatThrownBy(() -> ImageNet.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            solution
                + ", line 2, column 2 (PredictionString): there is no class folder train/n99999999");
  }

  @Test
  void anotherLayoutIsNoImageNet() {
    assertThatThrownBy(() -> ImageNet.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not have the layout of ImageNet");
  }

  @Test
  void places365ByLists() throws IOException {
    DataFiles.write(
        root,
        "categories_places365.txt",
        "/a/airfield 0\n/a/apartment_building/outdoor 1\n/b/barn 2\n");
    DataFiles.write(
        root,
        "places365_train_standard.txt",
        "/a/apartment_building/outdoor/1.jpg 1\n/a/airfield/2.jpg 0\n/a/airfield/3.jpg 0\n");
    DataFiles.write(root, "places365_val.txt", "Places365_val_1.jpg 1\n");
    DataFiles.write(root, "data_256/a/apartment_building/outdoor/1.jpg", JPEG);
    DataFiles.write(root, "data_256/a/airfield/2.jpg", JPEG);
    DataFiles.write(root, "val_256/Places365_val_1.jpg", JPEG);
    Dataset data = Places.open(root, DEFAULTS);
    assertThat(data.classNames()).containsExactly("airfield", "apartment_building/outdoor", "barn");
    assertThat(ImageFolderTest.ids(data))
        .containsExactly(
            "data_256/a/apartment_building/outdoor/1.jpg",
            "data_256/a/airfield/2.jpg",
            "val_256/Places365_val_1.jpg");
    assertThat(ImageFolderTest.labels(data)).containsExactly(1, 0, 1);
    assertThat(ImageFolderTest.splits(data)).containsExactly("train", "train", "test");
    assertThat(data.unreadable())
        .containsExactly(new UnreadableFile("data_256/a/airfield/3.jpg", "does not exist"));
    DataFiles.write(root, "places365_val.txt", "Places365_val_1.jpg\n");
    assertThatThrownBy(() -> Places.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "places365_val.txt, line 1: expected a path and the number of a class below 3");
  }

  @Test
  void places205ByListsWithoutCategories() throws IOException {
    DataFiles.write(
        root, "trainvalsplit_places205/train_places205.csv", "a/abbey/g1.jpg 0\nb/bar/g2.jpg 1\n");
    DataFiles.write(root, "trainvalsplit_places205/val_places205.csv", "b/bar/g3.jpg 1\n");
    for (String image : new String[] {"a/abbey/g1.jpg", "b/bar/g2.jpg", "b/bar/g3.jpg"}) {
      DataFiles.write(root, "images256/" + image, JPEG);
    }
    for (Path path : new Path[] {root, root.resolve("trainvalsplit_places205")}) {
      Dataset data = Places.open(path, DEFAULTS);
      assertThat(data.classNames()).containsExactly("abbey", "bar");
      assertThat(ImageFolderTest.labels(data)).containsExactly(0, 1, 1);
    }
  }

  @Test
  void placesWithoutListsOrWithoutImages() throws IOException {
    DataFiles.write(root, "train/airfield/1.jpg", JPEG);
    DataFiles.write(root, "val/airfield/2.jpg", JPEG);
    assertThat(ImageFolderTest.splits(Places.open(root, DEFAULTS))).containsExactly("train", "val");
    DataFiles.write(root, "places365_train_standard.txt", "/a/alley/1.jpg 0\n");
    assertThatThrownBy(() -> Places.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("such as a/alley/1.jpg");
  }
}
