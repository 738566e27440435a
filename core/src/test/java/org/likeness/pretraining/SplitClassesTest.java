package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.Subset;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;

/** {@code split.share} and {@code split.classes}. */
final class SplitClassesTest {
  private static final SplitOptions ALL = SplitOptions.defaults().withShares(0.2, 0.2, 1000);
  private static final Dataset ANIMALS = new Animals(200, true);

  private static DataParts parts(SplitOptions options) {
    return DataParts.of(ANIMALS, options, new RandomSource(3));
  }

  private static DataParts parts(TestClasses tested, String... classes) {
    return parts(ALL.withClasses(List.of(classes), tested));
  }

  private static Set<String> classes(Dataset part) {
    Set<String> names = new TreeSet<>();
    IntStream.range(0, part.size()).mapToObj(part::labelName).forEach(names::add);
    return names;
  }

  private static List<Integer> images(Subset part) {
    return IntStream.range(0, part.size()).map(part::original).boxed().toList();
  }

  @Test
  void aShareChangesTheImagesThatAreLearnedFromAlone() {
    DataParts whole = parts(ALL);
    DataParts third = parts(ALL.withShare(0.3));
    DataParts tenth = parts(ALL.withShare(0.1));
    assertThat(whole.train().size()).isEqualTo(128);
    assertThat(third.train().size()).isEqualTo(38);
    assertThat(tenth.train().size()).isEqualTo(13);
    assertThat(images(whole.train())).containsAll(images(third.train()));
    assertThat(images(third.train())).containsAll(images(tenth.train()));
    for (DataParts parts : List.of(third, tenth)) {
      assertThat(images(parts.test())).isEqualTo(images(whole.test()));
      assertThat(images(parts.validation())).isEqualTo(images(whole.validation()));
      assertThat(images(parts.tested().bank())).isEqualTo(images(whole.train()));
      assertThat(images(parts.learned().bank())).isEqualTo(images(whole.train()));
    }
  }

  @Test
  void otherClassesAreTestedUnlessSaidOtherwise() {
    DataParts parts = parts(SplitOptions.defaults().testClasses(), "cat", "dog");
    assertThat(classes(parts.train())).containsExactly("cat", "dog");
    assertThat(classes(parts.learned().bank())).containsExactly("cat", "dog");
    assertThat(classes(parts.validation())).containsExactly("cat", "dog");
    assertThat(classes(parts.measured().test())).containsExactly("bird", "fish", "horse");
    assertThat(classes(parts.measured().bank())).containsExactly("bird", "fish", "horse");
    assertThat(classes(parts.measured().validation())).containsExactly("bird", "fish", "horse");
    assertThat(parts.remarks())
        .containsExactly(
            "The encoder learns from 2 of 5 classes and is measured on the 3 others (split.test-classes)");
  }

  @Test
  void theSameOrAllClassesAreTested() {
    DataParts same = parts(TestClasses.SAME, "cat", "dog");
    assertThat(classes(same.test())).containsExactly("cat", "dog");
    assertThat(images(same.tested().bank())).isEqualTo(images(same.train()));
    DataParts all = parts(TestClasses.ALL, "cat", "dog");
    assertThat(images(all.test())).isEqualTo(images(parts(ALL).test()));
    assertThat(images(all.tested().bank())).isEqualTo(images(parts(ALL).train()));
    assertThat(classes(all.train())).containsExactly("cat", "dog");
    assertThat(all.remarks().get(0)).endsWith("and is measured on all (split.test-classes)");
  }

  @Test
  void aShareOfSomeClassesIsAShareOfTheirImages() {
    SplitOptions some = ALL.withClasses(List.of("cat"), TestClasses.OTHERS);
    int all = parts(some).train().size();
    assertThat(parts(some.withShare(0.5)).train().size()).isEqualTo((all + 1) / 2);
  }

  @Test
  void unlabelledImagesBelongToNoClass() {
    Dataset half = new Animals(200, false);
    DataParts parts =
        DataParts.of(
            half, ALL.withClasses(List.of("cat"), TestClasses.OTHERS), new RandomSource(1));
    assertThat(classes(parts.train())).containsExactly("cat");
    assertThat(classes(parts.test())).doesNotContain("", "cat").isNotEmpty();
  }

  @Test
  void unlabelledImagesAreLearnedFromAndNotComparedWith() {
    Dataset half = new Animals(200, false);
    DataParts parts = DataParts.of(half, ALL, new RandomSource(1));
    assertThat(parts.train().labelled()).isFalse();
    assertThat(parts.measured().bank().size()).isBetween(2, parts.train().size() - 1);
    assertThat(parts.measured().bank().labelled()).isTrue();
    assertThat(parts.measured().validation().labelled()).isTrue();
    assertThat(parts.learned().bank().labelled()).isTrue();
    assertThat(parts.remarks())
        .anySatisfy(remark -> assertThat(remark).contains("training images have no label"));
    assertThat(parts(ALL).measured().bank().size()).isEqualTo(parts(ALL).train().size());
    assertThat(parts(ALL).remarks()).isEmpty();
  }

  @Test
  void classesThatCannotBeUsedAreNamed() {
    assertThatThrownBy(() -> parts(TestClasses.OTHERS, "cat", "brid"))
        .isInstanceOf(InputException.class)
        .hasMessage("split.classes: animals has no class 'brid', did you mean bird?");
    assertThatThrownBy(() -> parts(TestClasses.OTHERS, "elephants"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "split.classes: animals has no class 'elephants' and there is no file of that name: the classes are bird, cat, dog, fish, horse");
    assertThatThrownBy(() -> parts(TestClasses.SAME, "cat", "dog", "horse", "fish", "bird"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "split.classes names all 5 classes of animals, so that none is kept out: name fewer, or leave the option out");
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatThrownBy(() -> parts(ALL.withShare(0.001)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "a split.share of 0.001 leaves 1 of the 128 training images of animals but training needs at least 2: raise it");
    Dataset few = new Animals(6, true);
    SplitOptions one = ALL.withShares(0, 0, 1000).withClasses(List.of("horse"), TestClasses.OTHERS);
    assertThatThrownBy(() -> DataParts.of(few, one, new RandomSource(1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the classes of split.classes leave 1 of the 6 training images of animals but training needs at least 2: name more of them");
  }

  @Test
  void aTestPartWithoutTheTestedClassesIsRefused() {
    Dataset test =
        new Animals(100, true) {
          @Override
          public ImageInfo info(int index) {
            ImageInfo info = super.info(index);
            return new ImageInfo(
                info.id(),
                1,
                1,
                info.label(),
                Optional.empty(),
                Optional.of(info.label().getAsInt() == 0 ? "test" : "train"),
                Map.of());
          }
        };
    assertThatThrownBy(
            () ->
                DataParts.of(
                    test, ALL.withClasses(List.of("dog"), TestClasses.SAME), new RandomSource(1)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "none of the 20 test images of animals belongs to the classes that are learned from: set split.test-classes to others or all");
  }

  @Test
  void aFileOfNamesIsReadOnceAndItsNamesStayWithTheRun(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("some.txt");
    Files.writeString(file, "# two\ncat\n\n dog, the pet \n");
    Recipe recipe = Recipe.empty("given").with("split.classes", file);
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    Files.delete(file);
    assertThat(bound.split().classes()).containsExactly("cat", "dog, the pet");
    Recipe written = Recipe.parse(bound.resolved().toYaml(), "recipe.yaml");
    assertThat(PretrainRecipe.of(written).split()).isEqualTo(bound.split());
    assertThat(PretrainRecipe.of(Recipe.empty("given").with("classes=cat,dog")).split().classes())
        .containsExactly("cat", "dog");
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> PretrainRecipe.of(recipe))
        .isInstanceOf(InputException.class)
        .hasMessage("split.classes: " + file + " has no names of classes: write one per line");
  }

  /** Images of five classes in turn that are never decoded. */
  private static class Animals implements Dataset {
    private final int size;
    private final boolean labelled;

    Animals(int size, boolean labelled) {
      this.size = size;
      this.labelled = labelled;
    }

    @Override
    public String name() {
      return "animals";
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public ImageInfo info(int index) {
      OptionalInt label =
          labelled || index % 4 == 0 ? OptionalInt.of(index % 5) : OptionalInt.empty();
      return new ImageInfo(
          "image-" + index, 1, 1, label, Optional.empty(), Optional.empty(), Map.of());
    }

    @Override
    public Image load(int index) {
      throw new AssertionError("image " + index + " was decoded");
    }

    @Override
    public List<String> classNames() {
      return List.of("cat", "dog", "bird", "fish", "horse");
    }
  }
}
