package org.likeness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.SkippedImage;
import org.likeness.data.Skips;
import org.likeness.data.UnreadableFile;
import org.likeness.error.InputException;
import org.likeness.image.Image;

/** The list of skipped images, and the data set that is restored from it. */
final class SkippedListTest {
  private static final String HEADER = "id,reason,number,width,height,label,group,split\n";

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("skipped.csv");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b,broken,-1,4,4,,,",
        "b,broken,2,0,4,,,",
        "b,broken,2,4,-4,,,",
        "b,broken,1,4,4,,,",
        "a,broken,2,4,4,,,",
        "b,broken,2,4,4,,",
        "b,broken,two,4,4,,,"
      })
  void aDamagedRowIsRefused(String row) throws IOException {
    Files.writeString(file, HEADER + "a,broken,1,4,4,,,\n" + row + "\n");
    assertThatThrownBy(() -> SkippedList.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ", line 3, is not a row of skipped images (")
        .hasMessageEndingWith("): restore the file, or start a new run");
  }

  @Test
  void rowsAreReadAsTheyWereWritten() {
    Unnamed whole = new Unnamed(List.of("a", "b", "c"));
    add(whole, "b");
    SkippedList.add(file, List.of(new UnreadableFile("note.png", "is no image, \"or\" not")));
    assertThat(SkippedList.read(file))
        .extracting(SkippedRow::id, SkippedRow::reason, SkippedRow::number)
        .containsExactly(
            tuple("b", "broken", OptionalInt.of(1)),
            tuple("note.png", "is no image, \"or\" not", OptionalInt.empty()));
  }

  @Test
  void aClassWithoutANameIsRestored() {
    Unnamed whole = new Unnamed(List.of("a", "b", "c"));
    add(whole, "b");
    RestoredData restored = RestoredData.of(new Unnamed(List.of("a", "c")), file);
    assertThat(restored.changes().removed()).containsExactly("b");
    assertThat(restored.data().size()).isEqualTo(3);
    assertThat(restored.data().info(1)).isEqualTo(whole.info(1));
  }

  @Test
  void imagesAreDecodedOnlyForARunThatIsResumed() {
    Unnamed whole = new Unnamed(List.of("a", "b", "c"));
    add(whole, "b", "c");
    assertThat(RestoredData.of(whole, file).changes()).isEqualTo(SkippedChanges.none());
    assertThat(whole.decoded).isZero();
    assertThat(RestoredData.resumed(whole, file).changes().repaired()).containsExactly("b", "c");
    SkippedList.repaired(file, List.of("b"));
    assertThat(RestoredData.resumed(whole, file).changes().repaired()).containsExactly("c");
    assertThat(RestoredData.of(new Unnamed(List.of("a", "c")), file).changes().lost())
        .containsExactly("b");
  }

  private void add(Dataset whole, String... ids) {
    Skips skips = new Skips(whole, 1);
    for (String id : ids) {
      skips.add(new SkippedImage(id, "broken"));
    }
    SkippedList.add(file, skips);
  }

  /** Images of classes that have numbers and no names. */
  private static final class Unnamed implements Dataset {
    private final List<String> ids;
    private volatile int decoded;

    Unnamed(List<String> ids) {
      this.ids = ids;
    }

    @Override
    public String name() {
      return "unnamed";
    }

    @Override
    public int size() {
      return ids.size();
    }

    @Override
    public ImageInfo info(int index) {
      return new ImageInfo(
          ids.get(index), 4, 4, OptionalInt.of(7), Optional.of("g"), Optional.empty(), Map.of());
    }

    @Override
    public Image load(int index) {
      decoded = 1;
      return new Image(1, 1, new byte[3]);
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }
  }
}
