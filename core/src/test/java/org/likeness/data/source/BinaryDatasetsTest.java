package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.image.Image;

/** The byte layouts of published data sets, with few images each. */
final class BinaryDatasetsTest {
  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @TempDir private Path root;

  private void cifar10() throws IOException {
    for (int i = 1; i <= 5; i++) {
      DataFiles.write(
          root, "data_batch_" + i + ".bin", DataFiles.records(4, (i - 1) * 4, 3072, 10));
    }
    DataFiles.write(root, "test_batch.bin", DataFiles.records(3, 100, 3072, 10));
  }

  @Test
  void cifar10IsRowsOfPlanes() throws IOException {
    cifar10();
    DataFiles.write(root, "batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    Dataset data = Cifar10.open(root, DEFAULTS);
    assertThat(data.size()).isEqualTo(23);
    assertThat(data.info(19).id()).isEqualTo("train/00019");
    assertThat(data.info(20).id()).isEqualTo("test/00000");
    assertThat(data.info(13).label()).hasValue(3);
    assertThat(data.info(22).split()).contains("test");
    assertThat(data.classNames()).startsWith("a", "b").hasSize(10);
    assertThat(data.labelled()).isTrue();
    assertThat(data.bytes()).isEqualTo(23 * 3073);
    Image image = data.load(13);
    for (int channel = 0; channel < 3; channel++) {
      // Rows of each plane.
      assertThat(image.at(5, 2, channel))
          .isEqualTo(DataFiles.pattern(13, channel * 1024 + 2 * 32 + 5));
    }
    Dataset part = Cifar10.open(root, DEFAULTS.withExclude("^train/0000"));
    assertThat(part.size()).isEqualTo(13);
    assertThat(part.info(0).id()).isEqualTo("train/00010");
    assertThat(part.load(3).rgb()).isEqualTo(image.rgb());
    Files.delete(root.resolve("batches.meta.txt"));
    assertThat(Cifar10.open(root, DEFAULTS).classNames()).contains("airplane", "truck").hasSize(10);
  }

  @Test
  void cifar10InAFolderOfItsArchive() throws IOException {
    cifar10();
    Path folder = Files.createDirectories(root.resolve("x/cifar-10-batches-bin"));
    for (String name :
        new String[] {
          "data_batch_1",
          "data_batch_2",
          "data_batch_3",
          "data_batch_4",
          "data_batch_5",
          "test_batch"
        }) {
      Files.move(root.resolve(name + ".bin"), folder.resolve(name + ".bin"));
    }
    assertThat(Cifar10.open(root.resolve("x"), DEFAULTS).size()).isEqualTo(23);
  }

  @Test
  void damagedCifar10IsExplained() throws IOException {
    cifar10();
    Path batch = root.resolve("data_batch_3.bin");
    byte[] whole = Files.readAllBytes(batch);
    Files.write(batch, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> Cifar10.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessage(
            batch
                + " is truncated or damaged: it has 12291 bytes, which is not a multiple of the record length 3073; the official file has 30730000"
                + " bytes: download it again");
    Files.write(batch, new byte[0]);
    assertThatThrownBy(() -> Cifar10.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it has 0 bytes");
    whole[3073] = 10;
    Files.write(batch, whole);
    assertThatThrownBy(() -> Cifar10.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the label of image 1 is 10, expected 0 to 9");
    Files.delete(batch);
    assertThatThrownBy(() -> Cifar10.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no file " + batch);
  }

  @Test
  void cifar100HasTwoLabels() throws IOException {
    DataFiles.write(root, "train.bin", DataFiles.records(120, 0, 3072, 20, 100));
    DataFiles.write(root, "test.bin", DataFiles.records(2, 50, 3072, 20, 100));
    Dataset fine = Cifar100.open(root, DEFAULTS);
    assertThat(fine.classNames()).hasSize(100).isSorted().startsWith("apple").endsWith("worm");
    assertThat(fine.info(119).label()).hasValue(19);
    assertThat(fine.info(119).attributes()).containsEntry("coarse", "vehicles_2");
    assertThat(fine.load(119).at(31, 31, 2)).isEqualTo(DataFiles.pattern(119, 3071));
    Dataset coarse = Cifar100.open(root, DEFAULTS.withColumns("coarse", ""));
    assertThat(coarse.classNames()).hasSize(20).isSorted();
    assertThat(coarse.info(121).label()).hasValue(11);
    assertThat(coarse.info(121).attributes()).containsEntry("fine", fine.classNames().get(51));
    assertThatThrownBy(() -> Cifar100.open(root, DEFAULTS.withColumns("medium", "")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("fine and coarse");
  }

  @Test
  void stl10IsStoredByColumns() throws IOException {
    DataFiles.write(root, "train_X.bin", DataFiles.records(3, 0, 27648));
    DataFiles.write(root, "train_y.bin", new byte[] {1, 10, 5});
    DataFiles.write(root, "test_X.bin", DataFiles.records(2, 3, 27648));
    DataFiles.write(root, "test_y.bin", new byte[] {2, 2});
    assertThat(Stl10.open(root, DEFAULTS).labelled()).isTrue();
    DataFiles.write(root, "unlabeled_X.bin", DataFiles.records(4, 5, 27648));
    Dataset data = Stl10.open(root, DEFAULTS);
    assertThat(data.size()).isEqualTo(9);
    assertThat(data.labelled()).isFalse();
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 9, 4, 1, 1, -1, -1, -1, -1);
    assertThat(data.info(8).id()).isEqualTo("unlabeled/00003");
    assertThat(data.info(8).split()).contains("unlabeled");
    // Column 7, row 3 of the green plane.
    assertThat(data.load(8).at(7, 3, 1)).isEqualTo(DataFiles.pattern(8, 96 * 96 + 7 * 96 + 3));

    DataFiles.write(root, "test_y.bin", new byte[] {2});
    assertThatThrownBy(() -> Stl10.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "test_y.bin is truncated or damaged: it has 1 bytes, one for each image, but test_X.bin has 2 images");
    DataFiles.write(root, "test_y.bin", new byte[] {2, 0});
    assertThatThrownBy(() -> Stl10.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected 1 to 10");
    DataFiles.write(root, "unlabeled_X.bin", new byte[27649]);
    DataFiles.write(root, "test_y.bin", new byte[] {2, 3});
    assertThatThrownBy(() -> Stl10.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the official file has 2764800000 bytes");
  }

  @Test
  void aMappingOfSeveralWindowsFindsEveryRecord() throws IOException {
    // Records of a little over half a window: each has a window of its own. The file is sparse.
    int length = (1 << 29) + 1;
    Path file = root.resolve("sparse.bin");
    try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < 3; i++) {
        sparse.seek(5 + (long) i * length + length - 1);
        sparse.write(i + 1);
      }
    }
    Records records = Records.map(file, 5, length, 3);
    byte[] last = new byte[1];
    for (int i = 0; i < 3; i++) {
      records.read(i, length - 1, last);
      assertThat(last[0]).isEqualTo((byte) (i + 1));
      assertThat(records.at(i, length - 1)).isEqualTo(i + 1);
    }
  }

  private void fashion(boolean packed) throws IOException {
    idx(
        "train-images-idx3-ubyte",
        packed,
        DataFiles.idx(DataFiles.records(12, 0, 784), 12, 28, 28));
    idx("t10k-images-idx3-ubyte", packed, DataFiles.idx(DataFiles.records(2, 12, 784), 2, 28, 28));
    idx(
        "train-labels-idx1-ubyte",
        packed,
        DataFiles.idx(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1}, 12));
    idx("t10k-labels-idx1-ubyte", packed, DataFiles.idx(new byte[] {9, 8}, 2));
  }

  private void idx(String name, boolean packed, byte[] bytes) throws IOException {
    DataFiles.write(root, packed ? name + ".gz" : name, packed ? DataFiles.gzip(bytes) : bytes);
  }

  @Test
  void fashionMnistPackedOrNot() throws IOException {
    for (boolean packed : new boolean[] {true, false}) {
      fashion(packed);
      Dataset data = FashionMnist.open(root, DEFAULTS);
      assertThat(data.size()).isEqualTo(14);
      assertThat(data.info(12).label()).hasValue(9);
      assertThat(data.info(12).id()).isEqualTo("test/00000");
      assertThat(data.info(12).width()).isEqualTo(28);
      assertThat(data.classNames()).hasSize(10).endsWith("Ankle boot");
      for (int channel = 0; channel < 3; channel++) {
        assertThat(data.load(13).at(4, 20, channel)).isEqualTo(DataFiles.pattern(13, 20 * 28 + 4));
      }
    }
  }

  @Test
  void damagedIdxFilesAreExplained() throws IOException {
    fashion(true);
    Path packed = root.resolve("train-images-idx3-ubyte.gz");
    byte[] whole = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(whole, whole.length / 2));
    refused("train-images-idx3-ubyte.gz is truncated or damaged");
    Files.write(packed, "text".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    refused("train-images-idx3-ubyte.gz is truncated or damaged");
    Files.write(packed, new byte[0]);
    refused("train-images-idx3-ubyte.gz is truncated or damaged");
    Files.delete(packed);
    refused("there is no file", "train-images-idx3-ubyte.gz");
    fashion(false);
    idx(
        "train-images-idx3-ubyte",
        false,
        Arrays.copyOf(DataFiles.idx(DataFiles.records(12, 0, 784), 12, 28, 28), 9000));
    refused("it has 9000 bytes (unpacked), but its header announces 9424");
    idx("train-images-idx3-ubyte", false, new byte[7]);
    refused("it has 7 bytes, fewer than the 16 of its header");
    idx("train-images-idx3-ubyte", false, DataFiles.idx(new byte[12], 12));
    refused("begins with 00000801, expected 00000803");
    idx("train-images-idx3-ubyte", false, DataFiles.idx(new byte[0], 60_000, -1, 28));
    refused("dimension 1 of its header is -1");
    idx("train-images-idx3-ubyte", false, DataFiles.idx(DataFiles.records(11, 0, 784), 11, 28, 28));
    refused("has 12 labels, but there are 11 train images");
    idx("train-images-idx3-ubyte", false, DataFiles.idx(DataFiles.records(12, 0, 16), 12, 4, 4));
    refused("mixes two data sets");
    fashion(false);
    idx("t10k-labels-idx1-ubyte", false, DataFiles.idx(new byte[] {9, 10}, 2));
    refused("the label of image 1 is 10");
  }

  /** What packs megabytes into kilobytes costs no more memory than its header announces. */
  @Test
  void moreThanTheHeaderAnnouncesIsNotUnpacked() throws IOException {
    fashion(true);
    byte[] images = DataFiles.idx(DataFiles.records(12, 0, 784), 12, 28, 28);
    byte[] packed = DataFiles.gzip(Arrays.copyOf(images, 1 << 26));
    Files.write(root.resolve("train-images-idx3-ubyte.gz"), packed);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    refused("it has more bytes (unpacked), but its header announces 9424");
    assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(1 << 24);
  }

  @Test
  void imagesBeyondTheLimitAreRefused() throws IOException {
    fashion(false);
    assertThat(FashionMnist.open(root, DEFAULTS.withMaxPixels(784)).size()).isEqualTo(14);
    assertThatThrownBy(() -> FashionMnist.open(root, DEFAULTS.withMaxPixels(783)))
        .isInstanceOf(InputException.class)
        .hasMessage(root + " has images of 28x28 pixels, more than the 783 of data.max-pixels");
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> FashionMnist.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .message()
        .contains(parts);
  }
}
