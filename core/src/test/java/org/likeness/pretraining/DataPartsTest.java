package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.random.RandomSource;

final class DataPartsTest {
  private static final SplitOptions HALVES = SplitOptions.defaults().withShares(0.3, 0.3, 1000);

  @Test
  void thePartsAreTheWholeAndShareNothing() {
    DataParts parts = parts(images(100, i -> Optional.empty(), i -> Optional.empty()), HALVES, 1);
    assertThat(parts.test().size()).isEqualTo(30);
    assertThat(parts.validation().size()).isEqualTo(21);
    List<Integer> all = new ArrayList<>(indices(parts.train()));
    all.addAll(indices(parts.validation()));
    all.addAll(indices(parts.test()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void groupsAreNeverParted() {
    for (long seed = 0; seed < 20; seed++) {
      DataParts parts =
          parts(
              images(90, i -> Optional.of("person" + i % 17), i -> Optional.empty()), HALVES, seed);
      Set<String> train = groups(parts.train());
      Set<String> validation = groups(parts.validation());
      Set<String> test = groups(parts.test());
      assertThat(train)
          .as("seed " + seed)
          .doesNotContainAnyElementsOf(validation)
          .doesNotContainAnyElementsOf(test);
      assertThat(validation).as("seed " + seed).isNotEmpty().doesNotContainAnyElementsOf(test);
      assertThat(test).as("seed " + seed).isNotEmpty();
    }
  }

  @Test
  void aPartThatTheDataNameIsTakenAsItIs() {
    IntFunction<Optional<String>> named = i -> Optional.of(i % 4 == 0 ? "test" : "train");
    DataParts parts = parts(images(40, i -> Optional.empty(), named), HALVES, 1);
    assertThat(indices(parts.test())).containsExactly(0, 4, 8, 12, 16, 20, 24, 28, 32, 36);
    assertThat(parts.validation().size()).isEqualTo(9);
    DataParts val =
        parts(
            images(40, i -> Optional.empty(), i -> Optional.of(i < 7 ? "val" : "train")),
            HALVES,
            1);
    assertThat(indices(val.test())).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(parts.remarks())
        .contains(
            "The data name a test part and no validation part: the images to choose the epoch are drawn from the others");
    assertThat(val.remarks())
        .contains(
            "The data name a validation part and no test part: it is used for the final test, and the images to choose the epoch are drawn from the others");
  }

  @Test
  void aPartOfAnUnknownNameIsNamed() {
    IntFunction<Optional<String>> named = i -> Optional.of(i < 3 ? "tset" : "train");
    assertThat(parts(images(40, i -> Optional.empty(), named), HALVES, 1).remarks())
        .containsExactly(
            "The data name parts that are neither train, val, test nor unlabeled and are not kept apart: tset (3 images)");
  }

  @Test
  void partsThatLeaveNoTrainingImagesAreNamed() {
    assertThatThrownBy(
            () -> parts(images(4, i -> Optional.empty(), i -> Optional.of("val")), HALVES, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "has 0 training images, since 4 of its 4 images are in the parts that it names val or test, but training needs at least 2");
  }

  @Test
  void aValidationPartBesideATestPartIsTheValidationPart() {
    IntFunction<Optional<String>> named =
        i -> Optional.of(i % 4 == 0 ? "test" : i % 4 == 1 ? "val" : "train");
    DataParts parts = parts(images(40, i -> Optional.empty(), named), HALVES, 1);
    assertThat(indices(parts.test())).allMatch(i -> i % 4 == 0).hasSize(10);
    assertThat(indices(parts.validation())).allMatch(i -> i % 4 == 1).hasSize(10);
    assertThat(indices(parts.train())).allMatch(i -> i % 4 > 1).hasSize(20);
    assertThat(parts.remarks()).isEmpty();
    DataParts limited =
        parts(
            images(40, i -> Optional.empty(), named),
            SplitOptions.defaults().withShares(0, 0, 3),
            1);
    assertThat(indices(limited.validation())).allMatch(i -> i % 4 == 1).hasSize(3);
    assertThat(indices(limited.train())).as("none moves to training").hasSize(20);
    assertThat(parts(images(40, i -> Optional.empty(), i -> Optional.empty()), HALVES, 1).remarks())
        .isEmpty();
  }

  @Test
  void sharesOfZeroKeepNothingOut() {
    DataParts parts =
        parts(
            images(10, i -> Optional.empty(), i -> Optional.empty()),
            SplitOptions.defaults().withShares(0, 0, 2),
            1);
    assertThat(parts.train().size()).isEqualTo(10);
    assertThat(parts.validation().size()).isZero();
    assertThat(parts.test().size()).isZero();
  }

  /** A part of one image is none: 0.15 of 13 images are 1.95, of 14 they are 2.1. */
  @Test
  void fewerThanTwoImagesAreNoPart() {
    SplitOptions options = SplitOptions.defaults().withShares(0.15, 0, 2);
    for (int size : new int[] {13, 14}) {
      DataParts parts =
          parts(images(size, i -> Optional.empty(), i -> Optional.empty()), options, 1);
      assertThat(parts.test().size()).isEqualTo(size == 13 ? 0 : 2);
      assertThat(parts.train().size()).isEqualTo(size == 13 ? 13 : 12);
    }
  }

  /** Without repetition, in ascending order; others for another seed and another purpose. */
  @Test
  void aSampleDependsOnTheSeedAndOnWhatItIsFor() {
    int[] images = IntStream.range(100, 200).toArray();
    int[] sample = DataParts.sample(images, 20, new RandomSource(1), 1);
    assertThat(sample).hasSize(20).isSorted().doesNotHaveDuplicates();
    assertThat(images).contains(sample);
    assertThat(DataParts.sample(images, 20, new RandomSource(1), 1)).isEqualTo(sample);
    assertThat(DataParts.sample(images, 20, new RandomSource(2), 1)).isNotEqualTo(sample);
    assertThat(DataParts.sample(images, 20, new RandomSource(1), 2)).isNotEqualTo(sample);
    assertThat(DataParts.sample(images, 100, new RandomSource(1), 1)).isEqualTo(images);
  }

  @Test
  void theValidationPartHasALimit() {
    DataParts parts =
        parts(
            images(100, i -> Optional.empty(), i -> Optional.empty()),
            SplitOptions.defaults().withShares(0.3, 0.3, 5),
            1);
    assertThat(parts.validation().size()).isEqualTo(5);
    assertThat(parts.train().size()).as("no more are held out").isEqualTo(65);
  }

  @Test
  void theSameSeedPartsTheSame() {
    Dataset images = images(100, i -> Optional.empty(), i -> Optional.empty());
    assertThat(indices(parts(images, HALVES, 3).train()))
        .isEqualTo(indices(parts(images, HALVES, 3).train()));
    assertThat(indices(parts(images, HALVES, 3).train()))
        .isNotEqualTo(indices(parts(images, HALVES, 4).train()));
  }

  @Test
  void oneImageIsTooFew() {
    assertThatThrownBy(
            () -> parts(images(1, i -> Optional.empty(), i -> Optional.empty()), HALVES, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "some has 1 training image but training needs at least 2: use a folder with more images");
    assertThatThrownBy(
            () -> parts(images(3, i -> Optional.empty(), i -> Optional.of("test")), HALVES, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "some has 0 training images, since 3 of its 3 images are in the parts that it names val or test, but training needs at least 2: use a folder with more images");
  }

  @Test
  void oneGroupAloneCannotBePartedAndThatIsSaid() {
    assertThatThrownBy(
            () -> parts(images(20, i -> Optional.of("one"), i -> Optional.empty()), HALVES, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "cannot hold out a share of 0.3 of the 20 images of some, since one part would be empty: choose another share or add images");
  }

  private static DataParts parts(Dataset images, SplitOptions options, long seed) {
    return DataParts.of(images, options, new RandomSource(seed));
  }

  private static List<Integer> indices(Subset part) {
    return IntStream.range(0, part.size()).map(part::original).boxed().toList();
  }

  private static Set<String> groups(Subset part) {
    return IntStream.range(0, part.size())
        .mapToObj(i -> part.info(i).group().orElseThrow())
        .collect(Collectors.toSet());
  }

  private static Dataset images(
      int size, IntFunction<Optional<String>> group, IntFunction<Optional<String>> split) {
    return new Described(size, group, split);
  }

  /** Images that are described and never looked at. */
  private record Described(
      int size, IntFunction<Optional<String>> group, IntFunction<Optional<String>> split)
      implements Dataset {
    @Override
    public String name() {
      return "some";
    }

    @Override
    public ImageInfo info(int index) {
      return new ImageInfo(
          "image-" + index,
          4,
          4,
          OptionalInt.empty(),
          group.apply(index),
          split.apply(index),
          Map.of());
    }

    @Override
    public Image load(int index) {
      throw new AssertionError("image " + index + " was decoded");
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }
  }
}
