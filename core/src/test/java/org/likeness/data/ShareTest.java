package org.likeness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.random.RandomSource;

final class ShareTest {
  private static final RandomSource RANDOM = new RandomSource(5);
  private static final double[] SHARES = {0.001, 0.01, 0.05, 0.1, 0.14, 0.3, 0.7, 1};

  private static Dataset images(
      int size, IntFunction<OptionalInt> label, IntFunction<Optional<String>> group) {
    return new Infos(
        IntStream.range(0, size)
            .mapToObj(
                i ->
                    new ImageInfo(
                        "i" + i, 1, 1, label.apply(i), group.apply(i), Optional.empty(), Map.of()))
            .toList());
  }

  private static void areNested(Dataset images) {
    int[] smaller = Splits.share(images, SHARES[0], RANDOM);
    for (double share : SHARES) {
      int[] larger = Splits.share(images, share, RANDOM);
      assertThat(larger).as("share " + share).isSorted().contains(smaller);
      smaller = larger;
    }
    assertThat(smaller).hasSize(images.size());
  }

  @Test
  void smallerSharesArePartsOfLargerOnes() {
    areNested(images(501, i -> OptionalInt.of(i * i % 7), i -> Optional.empty()));
    areNested(images(500, i -> OptionalInt.empty(), i -> Optional.empty()));
    areNested(images(501, i -> OptionalInt.of(i / 60), i -> Optional.of("g" + (int) Math.sqrt(i))));
  }

  @Test
  void sizesAreAsAsked() {
    Dataset images = images(500, i -> OptionalInt.of(i % 5), i -> Optional.empty());
    for (double share : SHARES) {
      assertThat(Splits.share(images, share, RANDOM))
          .hasSize((int) Math.max(1, Math.round(500 * share)));
    }
    assertThat(Splits.share(images, 0.3, RANDOM))
        .isNotEqualTo(Splits.share(images, 0.3, new RandomSource(6)));
  }

  @Test
  void everyLabelIsSpreadEvenly() {
    Dataset images = images(1000, i -> OptionalInt.of(i < 700 ? 0 : 1), i -> Optional.empty());
    for (double share : new double[] {0.01, 0.1, 0.25, 0.5}) {
      Map<Integer, Long> counts =
          Arrays.stream(Splits.share(images, share, RANDOM))
              .boxed()
              .collect(Collectors.groupingBy(i -> i < 700 ? 0 : 1, Collectors.counting()));
      assertThat((double) counts.get(0)).isBetween(700 * share - 1, 700 * share + 1);
    }
  }

  @Test
  void aSmallShareDoesNotFavourTheFirstLabels() {
    Dataset images = images(1000, i -> OptionalInt.of(i % 100), i -> Optional.empty());
    long low =
        IntStream.range(0, 100)
            .flatMap(seed -> Arrays.stream(Splits.share(images, 0.005, new RandomSource(seed))))
            .filter(i -> i % 100 < 50)
            .count();
    assertThat(low).as("of 500 draws").isBetween(190L, 310L);
  }

  @Test
  void groupsStayTogether() {
    Dataset images = images(90, i -> OptionalInt.of(0), i -> Optional.of("g" + i % 9));
    int[] share = Splits.share(images, 0.25, RANDOM);
    assertThat(share).as("three groups of ten: the last is taken whole").hasSize(30);
    assertThat(Arrays.stream(share).map(i -> i % 9).distinct().count()).isEqualTo(3);
  }

  @Test
  void sharesOutOfRangeAreRefused() {
    Dataset images = images(9, i -> OptionalInt.of(0), i -> Optional.empty());
    for (double share : new double[] {0, -1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Splits.share(images, share, RANDOM))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("share must be in (0, 1] but is " + share);
    }
  }
}
