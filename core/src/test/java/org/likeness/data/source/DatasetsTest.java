package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.DatasetSummary;
import org.likeness.data.ImageSize;
import org.likeness.error.InputException;

final class DatasetsTest {
  private static final DataOptions HERE_ONLY = DataOptions.defaults().withDownload(false);

  @TempDir private Path root;

  private Dataset open(Path path) {
    return Datasets.open(path.toString(), HERE_ONLY);
  }

  @Test
  void theLayoutOfAPathIsRecognised() throws IOException {
    byte[] png = DataFiles.png(2, 2, 0);
    Path image = DataFiles.write(root, "folder/a.png", png);
    assertThat(open(root.resolve("folder")).name()).isEqualTo("folder");
    assertThat(open(image).size()).isEqualTo(1);
    assertThat(open(DataFiles.write(root, "list.csv", "path\nfolder/a.png\n")).name())
        .isEqualTo("list");

    Path tar = DataFiles.write(root, "tars/x.tar", DataFiles.tar(Map.of("a.png", png)));
    assertThat(open(tar).info(0).id()).isEqualTo("x/a.png");
    assertThat(open(tar.getParent()).info(0).id()).isEqualTo("x/a.png");
    DataFiles.write(root, "tars/b.png", png);
    assertThat(open(tar.getParent()).info(0).id()).as("a tar beside images").isEqualTo("b.png");

    for (int i = 1; i <= 5; i++) {
      DataFiles.write(root, "c10/data_batch_" + i + ".bin", DataFiles.records(1, 0, 3072, 10));
    }
    DataFiles.write(root, "c10/test_batch.bin", DataFiles.records(1, 0, 3072, 10));
    assertThat(open(root.resolve("c10")).name()).isEqualTo("cifar10");
    DataFiles.write(
        root, "c100/cifar-100-binary/train.bin", DataFiles.records(1, 0, 3072, 20, 100));
    DataFiles.write(root, "c100/cifar-100-binary/test.bin", DataFiles.records(1, 0, 3072, 20, 100));
    assertThat(open(root.resolve("c100")).name()).isEqualTo("cifar100");
    DataFiles.write(root, "in/train/n01440764/1.JPEG", png);
    assertThat(open(root.resolve("in")).name()).isEqualTo("imagenet");
    DataFiles.write(root, "pl/places365_train_standard.txt", "/a/alley/1.jpg 0\n");
    DataFiles.write(root, "pl/a/alley/1.jpg", png);
    assertThat(open(root.resolve("pl")).name()).isEqualTo("places");
  }

  @Test
  void aNameIsLookedForUnderTheRoot() throws IOException {
    DataFiles.write(
        root, "cifar100/cifar-100-binary/train.bin", DataFiles.records(2, 0, 3072, 20, 100));
    DataFiles.write(
        root, "cifar100/cifar-100-binary/test.bin", DataFiles.records(1, 0, 3072, 20, 100));
    for (String place : List.of("", "cifar100", "cifar100/cifar-100-binary")) {
      assertThat(
              Datasets.open("cifar100", HERE_ONLY.withRoot(root.resolve(place).toString())).size())
          .isEqualTo(3);
    }
    assertThat(Datasets.open(HERE_ONLY.withSource("CIFAR100").withRoot(root.toString())).size())
        .isEqualTo(3);
    assertThatThrownBy(() -> Datasets.open("stl10", HERE_ONLY.withRoot(root.toString())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stl10 is not in " + root)
        .hasMessageContaining("stl10_binary.tar.gz")
        .hasMessageContaining(root.resolve("stl10").toString());
    assertThatThrownBy(
            () -> Datasets.open("imagenet", DataOptions.defaults().withRoot(root.toString())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("image-net.org")
        .hasMessageContaining(root.resolve("imagenet").toString());
  }

  @Test
  void withoutARootTheUsersCacheIsUsed() {
    assertThat(NamedFiles.cache().isAbsolute()).isTrue();
    assertThat(NamedFiles.cache().endsWith(Path.of("likeness", "data"))).isTrue();
  }

  @Test
  void whatIsNotThereIsExplained() throws IOException {
    assertThatThrownBy(() -> Datasets.open("cifr10", HERE_ONLY))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "there is no data set or folder named cifr10; did you mean cifar10? The data sets are emoji, fashion-mnist, cifar10, cifar100, stl10,"
                + " imagenet, places, cub200, cars196, online-products");
    assertThatThrownBy(() -> Datasets.open("zebra-crossings", HERE_ONLY))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "there is no data set or folder named zebra-crossings; the data sets are ");
    assertThatThrownBy(() -> open(root.resolve("nowhere")))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no file or folder " + root.resolve("nowhere"));
    assertThatThrownBy(() -> Datasets.open(" ", HERE_ONLY))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no data is given");
    assertThatThrownBy(() -> open(DataFiles.write(root, "thing.txt", "x")))
        .isInstanceOf(InputException.class);
    DataFiles.write(root, "py/data_batch_1", "pickle");
    assertThatThrownBy(() -> open(root.resolve("py")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the Python version");
    Path empty = Files.createDirectories(root.resolve("empty"));
    assertThatThrownBy(() -> open(empty))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("contains no image");
  }

  @Test
  void theListNamesEverySetOnceWithHomeAndLicence() {
    assertThat(Datasets.all())
        .extracting(DatasetEntry::name)
        .containsExactly(
            "emoji",
            "fashion-mnist",
            "cifar10",
            "cifar100",
            "stl10",
            "imagenet",
            "places",
            "cub200",
            "cars196",
            "online-products");
    assertThat(Datasets.all())
        .allSatisfy(
            entry -> {
              assertThat(entry.home()).isNotBlank();
              assertThat(entry.licence()).isNotBlank();
              assertThat(entry.description()).isNotBlank();
            });
    assertThat(Datasets.all()).filteredOn(DatasetEntry::downloads).hasSize(4);
  }

  @Test
  void optionsOutOfRangeNameTheirKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HERE_ONLY.withExclude("["))
        .withMessageStartingWith("exclude must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HERE_ONLY.withMaxPixels(0))
        .withMessage("max-pixels must be at least 1 but is 0");
  }

  @Test
  void theSummaryIsASentence() throws IOException {
    DataFiles.write(root, "s/train/a/1.png", DataFiles.png(10, 20, 0));
    DataFiles.write(root, "s/train/b/2.png", DataFiles.png(30, 30, 0));
    DataFiles.write(root, "s/train/b/3.png", DataFiles.png(40, 50, 0));
    DataFiles.write(root, "s/train/b/4.png", "text");
    DataFiles.write(root, "s/test/5.png", DataFiles.png(30, 30, 0));
    DatasetSummary summary = DatasetSummary.of(open(root.resolve("s")));
    assertThat(summary.images()).isEqualTo(4);
    assertThat(summary.labelled()).isEqualTo(3);
    assertThat(summary.classes()).isEqualTo(2);
    assertThat(summary.splits()).isEqualTo(Map.of("train", 3, "test", 1));
    assertThat(summary.smallest()).isEqualTo(new ImageSize(10, 20));
    assertThat(summary.median()).isEqualTo(new ImageSize(30, 30));
    assertThat(summary.largest()).isEqualTo(new ImageSize(40, 50));
    assertThat(summary.unreadable()).isEqualTo(1);
    assertThat(summary.sentence())
        .matches(
            "s: 4 images of 10x20 to 40x50 \\(median 30x30\\) pixels, 3 labelled \\(2 classes\\), 1 test \\+ 3 train, 1 file unreadable, 0\\.\\d kB");

    DataFiles.write(root, "one/a.png", DataFiles.png(7, 8, 0));
    assertThat(DatasetSummary.of(open(root.resolve("one"))).sentence())
        .matches("one: 1 image of 7x8 pixels, no labels, 0\\.1 kB");
  }
}
