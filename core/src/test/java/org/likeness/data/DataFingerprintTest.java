package org.likeness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.error.RunException;

final class DataFingerprintTest {
  private static final ImageInfo FIRST =
      new ImageInfo(
          "1.png", 4, 5, OptionalInt.of(0), Optional.of("g"), Optional.of("train"), Map.of());
  private static final ImageInfo SECOND =
      new ImageInfo(
          "2.png", 4, 4, OptionalInt.empty(), Optional.empty(), Optional.empty(), Map.of());

  private static String hash(ImageInfo... images) {
    return DataFingerprint.of(new Infos(List.of(images))).hash();
  }

  private static ImageInfo first(
      String id, int width, int height, OptionalInt label, String group, String split) {
    return new ImageInfo(
        id, width, height, label, Optional.of(group), Optional.of(split), Map.of("size", "1"));
  }

  @Test
  void allThatIsKnownOfAnImageCounts() {
    OptionalInt a = OptionalInt.of(0);
    String hash = hash(FIRST, SECOND);
    assertThat(hash).hasSize(64);
    assertThat(hash(first("1.png", 4, 5, a, "g", "train"), SECOND)).isEqualTo(hash);
    List<String> others =
        List.of(
            hash(first("3.png", 4, 5, a, "g", "train"), SECOND),
            hash(first("1.png", 5, 5, a, "g", "train"), SECOND),
            hash(first("1.png", 4, 4, a, "g", "train"), SECOND),
            hash(first("1.png", 4, 5, OptionalInt.of(1), "g", "train"), SECOND),
            hash(first("1.png", 4, 5, OptionalInt.empty(), "g", "train"), SECOND),
            hash(first("1.png", 4, 5, a, "h", "train"), SECOND),
            hash(first("1.png", 4, 5, a, "g", "test"), SECOND),
            hash(SECOND, FIRST),
            hash(FIRST));
    assertThat(others).doesNotContain(hash).doesNotHaveDuplicates();
  }

  @Test
  void theNameOfTheDataSetDoesNot() {
    Dataset whole = new Infos(List.of(FIRST, SECOND));
    DataFingerprint renamed = DataFingerprint.of(new Subset(whole, new int[] {0, 1}, "renamed"));
    assertThat(renamed.isSame(DataFingerprint.of(whole))).isTrue();
    assertThat(renamed).isEqualTo(new DataFingerprint("renamed", 2, 1, 4, hash(FIRST, SECOND)));
    assertThat(renamed.isSame(DataFingerprint.of(new Infos(List.of(FIRST))))).isFalse();
  }

  @Test
  void trainingDataComesBackFromItsEntries() {
    TrainingData data =
        new TrainingData(
            DataFingerprint.of(new Infos(List.of(FIRST, SECOND))),
            Map.of("test-share", "0.15", "validation-limit", "2000"),
            -3);
    assertThat(data.entries())
        .containsEntry("images", "2")
        .containsEntry("seed", "-3")
        .containsEntry("split.test-share", "0.15");
    assertThat(TrainingData.of(data.entries())).contains(data);
    assertThat(TrainingData.of(Map.of("name", "x"))).isEmpty();
    Map<String, String> damaged = new HashMap<>(data.entries());
    damaged.put("images", "many");
    assertThatThrownBy(() -> TrainingData.of(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images of its training data must be a whole number but is \"many\"");
    for (String count : List.of("-1", "2147483648")) {
      damaged.put("images", count);
      assertThatThrownBy(() -> TrainingData.of(damaged))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("images of its training data must be in [0, 2147483647] but is " + count);
    }
  }

  @Test
  void differencesAreCountedAndNamed() {
    Dataset before = new Infos(List.of(FIRST, SECOND));
    List<ImageRecord> recorded =
        IntStream.range(0, 2).mapToObj(i -> ImageRecord.of(before, i)).toList();
    assertThat(recorded).allSatisfy(r -> assertThat(ImageRecord.parse(r.cells())).isEqualTo(r));
    assertThat(DataDifference.between(recorded, before))
        .isEqualTo(new DataDifference(List.of(), List.of(), List.of()));

    ImageInfo wider = first("1.png", 8, 5, OptionalInt.of(0), "g", "train");
    List<ImageInfo> now = new ArrayList<>(List.of(wider));
    for (String id : List.of("a.png", "b.png", "broken.png", "d.png")) {
      now.add(first(id, 1, 1, OptionalInt.empty(), "g", "train"));
    }
    DataDifference difference = DataDifference.between(recorded, new Infos(now));
    assertThat(difference.added()).containsExactly("a.png", "b.png", "broken.png", "d.png");
    assertThat(difference.phrase())
        .isEqualTo(
            "4 are new (a.png, b.png, broken.png, ...), 1 is gone (2.png), 1 is changed in size, label, group or part (1.png)");
    assertThat(DataDifference.between(recorded, new Infos(List.of(SECOND, FIRST))).phrase())
        .isEqualTo("their order is another one");
  }

  @Test
  void numbersInMessagesDoNotDependOnTheLocale() {
    List<String> ids = IntStream.range(0, 1000).mapToObj(i -> i + ".png").toList();
    Skips skips = new Skips(new FakeDataset(1000), 0);
    for (int i = 0; i < 1000; i++) {
      skips.add(new SkippedImage("image-" + i, "is broken"));
    }
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(new DataDifference(ids, List.of(), List.of()).phrase())
          .isEqualTo("1,000 are new (0.png, 1.png, 2.png, ...)");
      assertThatThrownBy(skips::check)
          .isInstanceOf(RunException.class)
          .hasMessageStartingWith("1,000 of the 1,000 images of fake cannot be decoded");
    } finally {
      Locale.setDefault(usual);
    }
  }
}
