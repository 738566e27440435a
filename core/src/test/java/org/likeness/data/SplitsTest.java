package org.likeness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.random.RandomSource;

final class SplitsTest {
  private static final RandomSource RANDOM = new RandomSource(11);

  private static ImageInfo info(
      int i, OptionalInt label, Optional<String> group, Optional<String> split) {
    return new ImageInfo("i" + i, 1, 1, label, group, split, Map.of());
  }

  @Test
  void eachLabelGivesItsShare() {
    Dataset dataset =
        new Infos(
            IntStream.range(0, 200)
                .mapToObj(i -> info(i, OptionalInt.of(i % 4), Optional.empty(), Optional.empty()))
                .toList());
    Split split = Splits.holdOut(dataset, 0.2, RANDOM);

    assertThat(split.heldOut()).hasSize(40).isSorted();
    assertThat(split.kept()).hasSize(160).isSorted().doesNotContain(split.heldOut());
    Map<Integer, Long> labels =
        Arrays.stream(split.heldOut())
            .boxed()
            .collect(Collectors.groupingBy(i -> i % 4, Collectors.counting()));
    assertThat(labels).hasSize(4).allSatisfy((label, count) -> assertThat(count).isEqualTo(10));
    assertThat(Splits.holdOut(dataset, 0.2, RANDOM).heldOut()).isEqualTo(split.heldOut());
    assertThat(Splits.holdOut(dataset, 0.2, new RandomSource(12)).heldOut())
        .isNotEqualTo(split.heldOut());
  }

  @Test
  void smallLabelsTogetherGiveTheShare() {
    Dataset dataset =
        new Infos(
            IntStream.range(0, 300)
                .mapToObj(i -> info(i, OptionalInt.of(i / 3), Optional.empty(), Optional.empty()))
                .toList());
    assertThat(Splits.holdOut(dataset, 0.1, RANDOM).heldOut()).hasSize(30);
  }

  @Test
  void neverPartsAGroup() {
    Dataset dataset =
        new Infos(
            IntStream.range(0, 120)
                .mapToObj(
                    i -> info(i, OptionalInt.of(i % 3), Optional.of("g" + i / 4), Optional.empty()))
                .toList());
    Split split = Splits.holdOut(dataset, 0.25, RANDOM);
    Set<Integer> kept =
        Arrays.stream(split.kept())
            .map(i -> i / 4)
            .boxed()
            .collect(Collectors.toCollection(HashSet::new));
    Set<Integer> heldOut =
        Arrays.stream(split.heldOut()).map(i -> i / 4).boxed().collect(Collectors.toSet());

    assertThat(split.heldOut().length).isBetween(20, 30);
    assertThat(kept).doesNotContainAnyElementsOf(heldOut);
    assertThat(kept.size() + heldOut.size()).isEqualTo(30);
  }

  @Test
  void aPartMayNotBeEmpty() {
    Dataset two =
        new Infos(List.of(info(0, OptionalInt.empty(), Optional.empty(), Optional.empty())));
    assertThatThrownBy(() -> Splits.holdOut(two, 0.2, RANDOM))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("one part would be empty");
    assertThatThrownBy(() -> Splits.holdOut(two, 1, RANDOM))
        .hasMessage("share must be between 0 and 1 but is 1.0");
  }

  @Test
  void namedSplits() {
    Dataset dataset =
        new Infos(
            IntStream.range(0, 6)
                .mapToObj(
                    i ->
                        info(
                            i,
                            OptionalInt.empty(),
                            Optional.empty(),
                            Optional.of(i % 2 == 0 ? "train" : "test")))
                .toList());
    assertThat(Splits.named(dataset, "test")).containsExactly(1, 3, 5);
    assertThatThrownBy(() -> Splits.named(dataset, "val"))
        .isInstanceOf(InputException.class)
        .hasMessage("infos has no split \"val\": it has test, train");
    assertThatThrownBy(() -> Splits.named(new FakeDataset(2), "val"))
        .hasMessage("fake has no split \"val\": it has none");
  }

  @Test
  void subsetsKeepIdsAndCheckIndices() throws IOException {
    FakeDataset whole = new FakeDataset(9);
    try (Subset subset = new Subset(whole, new int[] {8, 2}, "two")) {
      assertThat(subset.size()).isEqualTo(2);
      assertThat(subset.name()).isEqualTo("two");
      assertThat(subset.info(0).id()).isEqualTo("image-8");
      assertThat(subset.original(1)).isEqualTo(2);
      assertThat(subset.load(1).at(0, 0, 0)).isEqualTo(14);
    }
    assertThatThrownBy(() -> new Subset(whole, new int[] {9}, "none"))
        .hasMessage("index must be 0 to 8, the last image of fake, but is 9");
  }

  @Test
  void shuffledIsAPermutationOfItsOwnEachEpoch() {
    ShuffledSampler sampler = new ShuffledSampler(50, RANDOM);
    int[] first = sampler.plan(0).indices();
    assertThat(first)
        .isEqualTo(new ShuffledSampler(50, RANDOM).plan(0).indices())
        .isNotEqualTo(sampler.plan(1).indices());
    assertThat(Arrays.stream(first).sorted().toArray()).isEqualTo(IntStream.range(0, 50).toArray());
    assertThat(sampler.plan(0).targets()).isEmpty();
  }

  @Test
  void theCacheDecodesOnceUpToItsLimit() throws IOException {
    FakeDataset source = new FakeDataset(10);
    try (CachedDataset cached = new CachedDataset(source, 3 * (48 + 64))) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 10; i++) {
          assertThat(cached.load(i).rgb()).isEqualTo(new FakeDataset(10).load(i).rgb());
        }
      }
      assertThat(cached.cachedBytes()).isEqualTo(3 * (48 + 64));
      assertThat(IntStream.range(0, 10).map(i -> source.loads.get(i).get()).toArray())
          .containsExactly(1, 1, 1, 2, 2, 2, 2, 2, 2, 2);
      assertThat(cached.info(4).id()).isEqualTo("image-4");
    }
  }
}
