package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;

final class TarShardsTest {
  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @TempDir private Path root;

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Two drawing styles of the same symbols, as the emoji set has them. */
  private void twoStyles() throws IOException {
    DataFiles.write(
        root,
        "google.tar",
        DataFiles.tar(
            Map.of(
                "1f600.png",
                DataFiles.png(2, 2, 1),
                "1f44b.png",
                DataFiles.png(2, 2, 2),
                "1f44b-1f3fb.png",
                DataFiles.png(2, 2, 3))));
    DataFiles.write(
        root,
        "twitter.tar",
        DataFiles.tar(
            Map.of("1f600.png", DataFiles.png(3, 3, 4), "1f44b.png", DataFiles.png(3, 3, 5))));
    DataFiles.write(
        root,
        "index.csv",
        "vendor,file,name,category,subcategory\n"
            + "google,1f600.png,\"FACE, GRINNING\",Smileys,face\n"
            + "google,1f44b.png,WAVE,People,hand\n"
            + "google,1f44b-1f3fb.png,WAVE,People,hand\n"
            + "twitter,1f600.png,FACE,Smileys,face\n"
            + "twitter,1f44b.png,WAVE,People,hand\n");
  }

  @Test
  void runsBesideTarsLeaveThemTheData() throws IOException {
    twoStyles();
    DataFiles.write(root, "runs/first/recipe.yaml", "method: invaspread");
    DataFiles.write(root, "runs/first/.lock", "");
    DataFiles.write(root, "runs/first/figures/neighbours.png", DataFiles.png(2, 2, 1));
    assertThat(Datasets.open(root.toString(), DEFAULTS).size()).isEqualTo(5);
  }

  @Test
  void labelsAndGroupsFromAnIndex() throws IOException {
    twoStyles();
    DataOptions options = DEFAULTS.withColumns("subcategory", "file").withExclude("1f3f[b-f]");
    Dataset data = TarShards.open(root, options);
    assertThat(ImageFolderTest.ids(data))
        .containsExactly(
            "google/1f44b.png", "google/1f600.png", "twitter/1f44b.png", "twitter/1f600.png");
    assertThat(data.classNames()).containsExactly("face", "hand");
    assertThat(ImageFolderTest.labels(data)).containsExactly(1, 0, 1, 0);
    assertThat(data.info(3).group()).contains("1f600.png");
    assertThat(data.info(1).attributes())
        .containsEntry("name", "FACE, GRINNING")
        .containsEntry("category", "Smileys");
    assertThat(data.load(0).at(0, 0, 2)).isEqualTo(2);
    assertThat(data.load(3).at(2, 2, 2)).isEqualTo(4);
    assertThat(
            ImageFolderTest.ids(TarShards.open(root, options.withShardColumns("vendor", "file"))))
        .hasSize(4);
    assertThat(
            ImageFolderTest.labels(
                TarShards.open(root.resolve("twitter.tar"), options.withIndex(cut()))))
        .containsExactly(1, -1);
  }

  /** An index with a row for one image only. */
  private String cut() throws IOException {
    return DataFiles.write(
            root,
            "cut.csv",
            "shard,file,subcategory\ntwitter.tar,1f44b.png,hand\ngoogle.tar,1f600.png,face\n")
        .toString();
  }

  @Test
  void anIndexThatFitsNothingIsExplained() throws IOException {
    twoStyles();
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS.withColumns("colour", "")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no column colour for label; it has vendor, file,");
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS.withShardColumns("category", "file")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is defined twice");
    DataFiles.write(root, "index.csv", "shard,file\ngoogle,other.png\n");
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no row of")
        .hasMessageContaining("google/other.png")
        .hasMessageContaining("google/1f44b-1f3fb.png");
    DataFiles.write(root, "index.csv", "file,kind\n1f600.png,face\n");
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no column with the shard");
  }

  @Test
  void labelsFromFilesBesideTheImages() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("./b/002.png", DataFiles.png(1, 1, 2));
    files.put("./b/002.cls", text("10\n"));
    files.put("a.seg.png", DataFiles.png(1, 1, 3));
    files.put("a.json", text("{\"label\": 9, \"scene\": \"s\"}"));
    files.put("none.png", DataFiles.png(1, 1, 4));
    files.put("._a.png", text("resource fork"));
    DataFiles.write(root, "s-0.tar", DataFiles.tar(files));
    Dataset data = TarShards.open(root.resolve("s-0.tar"), DEFAULTS.withColumns("", "scene"));
    assertThat(data.name()).isEqualTo("s-0");
    assertThat(ImageFolderTest.ids(data))
        .containsExactly("s-0/a.seg.png", "s-0/b/002.png", "s-0/none.png");
    assertThat(data.classNames()).containsExactly("9", "10");
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, 1, -1);
    assertThat(data.info(0).group()).contains("s");

    files.put("a.json", text("{\"label\": "));
    DataFiles.write(root, "s-0.tar", DataFiles.tar(files));
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessage("s-0/a.json is not valid JSON (line 1)");
    files.put("a.json", text("[".repeat(2000)));
    DataFiles.write(root, "s-0.tar", DataFiles.tar(files));
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("s-0/a.json is JSON that is nested too deeply");
  }

  @Test
  void whatIsNoTarIsRefusedInOneSentence() throws IOException {
    Path file = DataFiles.write(root, "s.tar", "x".repeat(1024));
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " is damaged or is not a tar: Corrupted TAR archive");
  }

  @Test
  void aTarThatCannotBeReadIsNotCalledDamaged() throws IOException {
    Path file =
        DataFiles.write(root, "s.tar", DataFiles.tar(Map.of("a.png", DataFiles.png(1, 1, 1))));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    assertThatThrownBy(() -> TarShards.open(root, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " cannot be read: permission denied");
  }

  @Test
  void anIndexThatIsNoFileNameIsRefused() throws IOException {
    twoStyles();
    DataOptions options = DEFAULTS.withIndex("a\0b");
    assertThatThrownBy(() -> TarShards.open(root, options))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("'a\\u0000b' is not a file name: ");
  }

  @Test
  void foldersInsideATarAreSplitsAndClasses() throws IOException {
    String longName = "train/cat/" + "x".repeat(150) + ".png";
    DataFiles.write(
        root,
        "c.tar",
        DataFiles.tar(
            Map.of(
                longName,
                DataFiles.png(1, 1, 1),
                "train/dog/1.png",
                DataFiles.png(1, 1, 2),
                "test/dog/2.png",
                DataFiles.png(1, 1, 3))));
    Dataset data = TarShards.open(root, DEFAULTS);
    assertThat(ImageFolderTest.ids(data))
        .containsExactly("c/test/dog/2.png", "c/" + longName, "c/train/dog/1.png");
    assertThat(ImageFolderTest.labels(data)).containsExactly(1, 0, 1);
    assertThat(ImageFolderTest.splits(data)).containsExactly("test", "train", "train");
    assertThat(data.load(1).at(0, 0, 2)).isEqualTo(1);
  }

  @Test
  void compressedCutOrEmptyTarsAreRefused() throws IOException {
    byte[] tar = DataFiles.tar(Map.of("a.png", DataFiles.png(40, 40, 1)));
    Path packed = DataFiles.write(root, "x/a.tar.gz", DataFiles.gzip(tar));
    assertThatThrownBy(() -> TarShards.open(packed, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gunzip -k a.tar.gz");
    Path cut = DataFiles.write(root, "cut.tar", Arrays.copyOf(tar, 560));
    assertThatThrownBy(() -> TarShards.open(cut, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("damaged or is not a tar");
    Path text = DataFiles.write(root, "text.tar", "this is no tar at all ".repeat(60));
    assertThatThrownBy(() -> TarShards.open(text, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("text.tar");
    Path empty = DataFiles.write(root, "empty.tar", DataFiles.tar(Map.of("readme.txt", text("x"))));
    assertThatThrownBy(() -> TarShards.open(empty, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("contains no tar");
    assertThatThrownBy(() -> TarShards.open(root.resolve("none.tar"), DEFAULTS))
        .isInstanceOf(InputException.class);
  }

  @Test
  void readsFromManyThreadsSurviveInterrupts() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      files.put(String.format("%02d.png", i), DataFiles.png(4, 4, i));
    }
    DataFiles.write(root, "m.tar", DataFiles.tar(files));
    Dataset data = TarShards.open(root, DEFAULTS);
    Thread.currentThread().interrupt(); // a shared channel would be closed by the read that follows
    assertThat(data.load(0).at(0, 0, 2)).isZero();
    assertThat(Thread.interrupted()).isTrue();
    List<Integer> wrong =
        IntStream.range(0, 500)
            .parallel()
            .map(i -> i % 50)
            .filter(i -> blue(data, i) != i)
            .boxed()
            .toList();
    assertThat(wrong).isEmpty();
  }

  private static int blue(Dataset data, int index) {
    try {
      return data.load(index).at(3, 3, 2);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
