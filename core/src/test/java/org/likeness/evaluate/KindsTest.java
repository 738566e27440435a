package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.features.SmallImages;
import org.likeness.image.Image;

final class KindsTest {
  private static final SmallImages IMAGES = new SmallImages(8, true);

  private static Subset some(int... numbers) {
    return new Subset(IMAGES, numbers, "some");
  }

  @Test
  void withoutAColumnTheyAreClasses() {
    Kinds kinds = new Kinds("", "Retrieval");
    assertThat(kinds.of(some(5, 0, 4))).containsExactly(2, 0, 1);
    assertThat(kinds.of(IMAGES, new int[] {7, 2})).containsExactly(1, 2);
    assertThat(kinds.phrase()).isEqualTo("class");
    assertThat(new Kinds("group", "Retrieval").phrase()).isEqualTo("group");
  }

  /** Groups are pairs: 2 and 3, 0 and 1, 6 and 7. */
  @Test
  void equalValuesHaveOneNumberInEveryCall() {
    Kinds kinds = new Kinds(Kinds.GROUP, "Retrieval");
    assertThat(kinds.of(some(2, 0, 3, 1))).containsExactly(0, 1, 0, 1);
    assertThat(kinds.of(some(1, 7, 3, 6))).containsExactly(1, 2, 0, 2);
  }

  /** The first image has an attribute of that name beside its group. */
  @Test
  void anAttributeIsBeforeTheGroup() {
    Dataset images = new Attributed(IMAGES);
    assertThat(new Kinds(Kinds.GROUP, "Retrieval").of(images, new int[] {0, 1, 2}))
        .containsExactly(0, 1, 0);
  }

  @Test
  void imagesWithoutAValueAreCounted() {
    assertThatThrownBy(() -> new Kinds("said", "Retrieval").of(some(0, 1, 2)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Retrieval by said needs that value of every image, but 2 of 3 images of some have none: use a CSV file with the columns path, label and said");
  }

  /** The largest label tells how many, also where one in between has no image. */
  @Test
  void classesAreCountedToTheLargest() {
    assertThat(Classes.count(some(0, 2, 3))).isEqualTo(3);
    assertThat(Classes.count(some(1, 4))).isEqualTo(2);
    Classes.requireTwo(some(0, 2), "SVM accuracy");
    assertThatThrownBy(() -> Classes.requireTwo(some(2, 5), "SVM accuracy"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "SVM accuracy needs training images of at least 2 classes but some has 1: use data with more classes");
  }

  /** Images 0 and 2 with the attribute {@code group}. */
  private record Attributed(SmallImages images) implements Dataset {
    @Override
    public String name() {
      return "attributed";
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public ImageInfo info(int index) {
      return new ImageInfo(
          "a" + index,
          12,
          12,
          OptionalInt.empty(),
          Optional.of("g" + index / 2),
          Optional.empty(),
          index % 2 == 0 ? Map.of("group", "own") : Map.of());
    }

    @Override
    public Image load(int index) throws java.io.IOException {
      return images.load(index);
    }

    @Override
    public java.util.List<String> classNames() {
      return java.util.List.of();
    }
  }
}
