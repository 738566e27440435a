package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.UnreadableFile;
import org.likeness.error.InputException;
import org.likeness.image.ImageException;

final class ImageFolderTest {
  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @TempDir private Path root;

  @Test
  void everyFormatIsReadInCodePointOrder() throws IOException {
    DataFiles.write(root, "b.png", DataFiles.png(3, 2, 0x102030));
    DataFiles.write(root, "B.JPG", DataFiles.image("jpg", 4, 5, 0x808080));
    DataFiles.write(root, "a/c.gif", DataFiles.image("gif", 6, 7, 0xFFFFFF));
    DataFiles.write(root, "z.bmp", DataFiles.image("bmp", 8, 9, 0x0000FF));
    DataFiles.write(root, "w.webp", webpHeader(11, 10));
    DataFiles.write(root, "\uFF5E.png", DataFiles.png(1, 1, 0));
    DataFiles.write(root, "\uD83D\uDE00.png", DataFiles.png(1, 1, 0));

    Dataset data = ImageFolder.open(root, DEFAULTS);

    // U+1F600 follows U+FF5E, though its first UTF-16 unit is smaller.
    assertThat(ids(data))
        .containsExactly(
            "B.JPG", "a/c.gif", "b.png", "w.webp", "z.bmp", "\uFF5E.png", "\uD83D\uDE00.png");
    assertThat(data.info(0).width()).isEqualTo(4);
    assertThat(data.info(0).height()).isEqualTo(5);
    assertThat(data.info(3).width()).isEqualTo(11);
    assertThat(data.load(2).rgb()).startsWith(0x10, 0x20, 0x30).hasSize(18);
    assertThat(data.load(4).at(7, 8, 2)).isEqualTo(255);
    assertThat(data.labelled()).isFalse();
    assertThat(data.classNames()).isEmpty();
    assertThat(data.bytes()).isPositive();
  }

  @Test
  void foldersAreClassesWhereAllImagesLieInThem() throws IOException {
    DataFiles.write(root, "dog/1.png", DataFiles.png(1, 1, 0));
    DataFiles.write(root, "cat/deep/2.png", DataFiles.png(1, 1, 0));
    DataFiles.write(root, "cat/1.png", DataFiles.png(1, 1, 0));
    DataFiles.write(root, "notes/readme.txt", "no image");

    Dataset data = ImageFolder.open(root, DEFAULTS);

    assertThat(data.classNames()).containsExactly("cat", "dog");
    assertThat(ids(data)).containsExactly("cat/1.png", "cat/deep/2.png", "dog/1.png");
    assertThat(labels(data)).containsExactly(0, 0, 1);
    assertThat(data.labelled()).isTrue();
    assertThat(data.info(0).split()).isEmpty();

    DataFiles.write(root, "flat.png", DataFiles.png(1, 1, 0));
    Dataset mixed = ImageFolder.open(root, DEFAULTS);
    assertThat(mixed.classNames()).isEmpty();
    assertThat(labels(mixed)).containsOnly(-1);
  }

  @Test
  void splitsOnTopOfClasses() throws IOException {
    DataFiles.write(root, "train/cat/1.png", DataFiles.png(1, 1, 0));
    DataFiles.write(root, "train/dog/1.png", DataFiles.png(1, 1, 0));
    DataFiles.write(root, "val/dog/2.png", DataFiles.png(1, 1, 0));
    Dataset data = ImageFolder.open(root, DEFAULTS);
    assertThat(splits(data)).containsExactly("train", "train", "val");
    assertThat(labels(data)).containsExactly(0, 1, 1);

    DataFiles.write(root, "test/3.png", DataFiles.png(1, 1, 0));
    DataFiles.write(root, "unlabeled/x/4.png", DataFiles.png(1, 1, 0));
    Dataset more = ImageFolder.open(root, DEFAULTS);
    assertThat(splits(more)).containsExactly("test", "train", "train", "unlabeled", "val");
    assertThat(labels(more)).containsExactly(-1, 0, 1, -1, 1);

    // A class that is called train, beside others, is a class.
    DataFiles.write(root, "car/5.png", DataFiles.png(1, 1, 0));
    assertThat(ImageFolder.open(root, DEFAULTS).classNames())
        .containsExactly("car", "test", "train", "unlabeled", "val");
  }

  @Test
  void numericClassesAreInOrderOfValue() throws IOException {
    for (String name : List.of("10", "9", "0")) {
      DataFiles.write(root, name + "/1.png", DataFiles.png(1, 1, 0));
    }
    assertThat(ImageFolder.open(root, DEFAULTS).classNames()).containsExactly("0", "9", "10");
  }

  @Test
  void whatIsNoImageIsListedAndWhatIsHiddenIgnored() throws IOException {
    byte[] png = DataFiles.png(5, 5, 0);
    DataFiles.write(root, "good.png", png);
    DataFiles.write(root, "empty.png", new byte[0]);
    DataFiles.write(root, "text.png", "this is text");
    DataFiles.write(root, "cut.png", Arrays.copyOf(png, 12));
    DataFiles.write(root, ".hidden.png", png);
    DataFiles.write(root, ".git/x.png", png);
    DataFiles.write(root, "__MACOSX/x.png", png);
    DataFiles.write(root, "notes.txt", "text");
    Files.createSymbolicLink(root.resolve("gone.png"), root.resolve("nowhere.png"));

    Dataset data = ImageFolder.open(root, DEFAULTS);

    assertThat(ids(data)).containsExactly("good.png");
    assertThat(data.unreadable())
        .extracting(UnreadableFile::id)
        .containsExactly("cut.png", "empty.png", "gone.png", "text.png");
    assertThat(data.unreadable().get(1).reason()).isEqualTo("is empty (0 bytes)");
    assertThat(data.unreadable().get(2).reason()).isEqualTo("does not exist");
    assertThat(data.unreadable())
        .allSatisfy(file -> assertThat(file.reason()).isNotBlank().doesNotStartWith(file.id()));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void linksAreFollowedOnceAndLoopsEnd() throws IOException {
    DataFiles.write(root, "a/1.png", DataFiles.png(1, 1, 0));
    Files.createSymbolicLink(root.resolve("a/up"), root);
    Files.createSymbolicLink(root.resolve("self"), root.resolve("self"));
    Path outside = Files.createDirectories(root.resolveSibling(root.getFileName() + "-outside"));
    DataFiles.write(outside, "2.png", DataFiles.png(2, 1, 0));
    Files.createSymbolicLink(outside.resolve("back"), root);
    Files.createSymbolicLink(root.resolve("b"), outside);
    Files.createSymbolicLink(root.resolve("c"), outside);
    Files.createSymbolicLink(root.resolve("d.png"), outside.resolve("2.png"));

    Dataset data = ImageFolder.open(root, DEFAULTS);

    assertThat(ids(data)).containsExactly("a/1.png", "b/2.png", "d.png");
    assertThat(data.load(1).width()).isEqualTo(2);
    Files.delete(outside.resolve("back"));
    Files.delete(outside.resolve("2.png"));
    Files.delete(outside);
  }

  @Test
  void theFolderOfARunIsNotRead() throws IOException {
    DataFiles.write(root, "cat/1.png", DataFiles.png(2, 2, 1));
    DataFiles.write(root, "dog/1.png", DataFiles.png(2, 2, 1));
    DataFiles.write(root, "dog/recipe.yaml", "of the user"); // alone it is no run
    for (String run : List.of("runs/first", "cat/second")) {
      DataFiles.write(root, run + "/recipe.yaml", "method: invaspread");
      DataFiles.write(root, run + "/figures/neighbours.png", DataFiles.png(2, 2, 1));
    }
    DataFiles.write(root, "runs/first/.lock", "");
    DataFiles.write(root, "cat/second/environment.json", "{}");
    Dataset data = ImageFolder.open(root, DEFAULTS);
    assertThat(ids(data)).containsExactly("cat/1.png", "dog/1.png");
    assertThat(data.classNames()).containsExactly("cat", "dog");
    Path run = root.resolve("runs/first");
    assertThatThrownBy(() -> ImageFolder.open(run, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessage(
            run + " is the folder of a run, which is not read as images: name a folder of images");
  }

  @Test
  void oneImageAloneOpens() throws IOException {
    Path file = DataFiles.write(root, "only.png", DataFiles.png(9, 8, 0x010203));
    for (Path path : List.of(root, file)) {
      Dataset data = ImageFolder.open(path, DEFAULTS);
      assertThat(ids(data)).containsExactly("only.png");
      assertThat(data.load(0).at(0, 0, 2)).isEqualTo(3);
    }
  }

  @Test
  void missingEmptyOrUselessFoldersAreExplained() throws IOException {
    assertThatThrownBy(() -> ImageFolder.open(root.resolve("nowhere"), DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no folder " + root.resolve("nowhere"));
    assertThatThrownBy(() -> ImageFolder.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("contains no image");
    DataFiles.write(root, "a.png", "text");
    assertThatThrownBy(() -> ImageFolder.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("none of the 1 image files of " + root + " can be read: a.png ");
    assertThatThrownBy(() -> ImageFolder.open(DataFiles.write(root, "b.txt", "x"), DEFAULTS))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> ImageFolder.open(root, DEFAULTS.withColumns("kind", "")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no columns");
  }

  @Test
  void idsMayBeExcludedAndLargeImagesRefused() throws IOException {
    DataFiles.write(root, "a1.png", DataFiles.png(10, 10, 0));
    DataFiles.write(root, "a2.png", DataFiles.png(10, 11, 0));
    DataFiles.write(root, "b1.png", DataFiles.png(10, 10, 0));
    assertThat(ids(ImageFolder.open(root, DEFAULTS.withExclude("^a.*1"))))
        .containsExactly("a2.png", "b1.png");
    assertThatThrownBy(() -> ImageFolder.open(root, DEFAULTS.withExclude("png")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("leaves out all 3 images");
    Dataset small = ImageFolder.open(root, DEFAULTS.withMaxPixels(100));
    assertThat(small.size()).isEqualTo(2);
    assertThat(small.unreadable()).extracting(UnreadableFile::id).containsExactly("a2.png");
  }

  @Test
  void manyImagesReadAtOnceKeepTheirOrder() throws IOException {
    for (int i = 0; i < 700; i++) {
      DataFiles.write(root, String.format("%03d.png", i), DataFiles.png(1 + i % 5, 1, i));
    }
    Dataset data = ImageFolder.open(root, DEFAULTS);
    assertThat(data.size()).isEqualTo(700);
    IntStream.range(0, 700)
        .parallel()
        .forEach(
            i -> {
              assertThat(data.info(i).width()).isEqualTo(1 + i % 5);
              try {
                assertThat(data.load(i).at(0, 0, 2)).isEqualTo(i & 0xFF);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void aFileThatShrinksLaterIsAnExplainedFailure() throws IOException {
    Path file = DataFiles.write(root, "a.png", DataFiles.png(50, 50, 7));
    Dataset data = ImageFolder.open(root, DEFAULTS);
    Files.write(file, new byte[10]);
    assertThatThrownBy(() -> data.load(0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.png");
  }

  /** The beginning of an extended WebP, which says the size of the canvas. */
  private static byte[] webpHeader(int width, int height) {
    byte[] bytes = new byte[64];
    byte[] start =
        "RIFF\70\0\0\0WEBPVP8X\12\0\0\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    System.arraycopy(start, 0, bytes, 0, start.length);
    bytes[24] = (byte) (width - 1);
    bytes[27] = (byte) (height - 1);
    return bytes;
  }

  static List<String> ids(Dataset data) {
    return IntStream.range(0, data.size()).mapToObj(i -> data.info(i).id()).toList();
  }

  static List<Integer> labels(Dataset data) {
    return IntStream.range(0, data.size())
        .mapToObj(i -> data.info(i).label())
        .map((OptionalInt label) -> label.orElse(-1))
        .toList();
  }

  static List<String> splits(Dataset data) {
    return IntStream.range(0, data.size())
        .mapToObj(i -> data.info(i).split())
        .map((Optional<String> split) -> split.orElse(""))
        .toList();
  }

  @Test
  void oneFileThatIsNoImageIsToldByItsName(@TempDir Path folder) throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "hello");
    assertThatThrownBy(() -> ImageFolder.open(notes, DataOptions.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            notes
                + " does not have the extension of an image: give a folder of images, a JPEG, PNG, GIF, BMP or WebP file, a CSV or tar files");
  }

  /** A sparse file of three gigabytes with the header of a picture. */
  @Test
  void aFileThatIsTooLongIsSkipped(@TempDir Path folder) throws IOException {
    Path file = DataFiles.write(folder, "long.png", DataFiles.png(3, 2, 0xFF));
    try (RandomAccessFile longer = new RandomAccessFile(file.toFile(), "rw")) {
      longer.setLength(3L << 30);
    }
    try (Dataset data = ImageFolder.open(folder, DataOptions.defaults())) {
      assertThatThrownBy(() -> data.load(0))
          .isInstanceOf(ImageException.class)
          .hasMessage("long.png has more than 512 MB, the limit for an image");
    }
  }
}
