package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SmallPartsTest {
  @Test
  void bestRowsAreThoseOfASort() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int n = random.nextInt(200);
      int most = 1 + random.nextInt(20);
      float[] scores = new float[n];
      BestRows best = new BestRows(most);
      BestRows other = new BestRows(most);
      for (int i = 0; i < n; i++) {
        scores[i] = (random.nextInt(9) - 4) / 4f; // many are equal, zeros of both signs
        scores[i] = scores[i] == 0 && random.nextBoolean() ? -0f : scores[i];
        (random.nextBoolean() ? best : other).offer(scores[i], i);
      }
      best.offer(other);
      int[] found = best.numbers();
      Arrays.sort(found);
      assertThat(found)
          .as("seed %d", seed)
          .containsExactly(
              IntStream.range(0, n)
                  .boxed()
                  .sorted(
                      Comparator.comparingDouble((Integer i) -> -(scores[i] + 0f))
                          .thenComparing(i -> i))
                  .limit(most)
                  .sorted()
                  .mapToInt(Integer::intValue)
                  .toArray());
    }
  }

  @Test
  void wildcardsStandForCharacters() {
    assertThat(Wildcards.has("a/b.png")).isFalse();
    assertThat(Wildcards.has("a*")).isTrue();
    assertThat(Wildcards.has("a\\*\\?")).isFalse();
    assertThat(Wildcards.literal("a\\*\\\\b\\?")).isEqualTo("a*\\b?");
    assertThat(Wildcards.matches("a*/?.png", "abc/d/e.png")).isTrue();
    assertThat(Wildcards.matches("a*/?.png", "abc/de.png")).isFalse();
    assertThat(Wildcards.matches("a*/?.png", "abc/.png")).isFalse();
    assertThat(Wildcards.matches("a.b", "axb")).isFalse();
    String odd = "a*b?c\\d";
    assertThat(Wildcards.has(Wildcards.quoted(odd))).isFalse();
    assertThat(Wildcards.literal(Wildcards.quoted(odd))).isEqualTo(odd);
    assertThat(Wildcards.matches(Wildcards.quoted(odd), odd)).isTrue();
  }

  /** As a regular expression matches, and without its time for many stars. */
  @Test
  void wildcardsAreThoseOfARegularExpression() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder value = new StringBuilder();
      StringBuilder pattern = new StringBuilder();
      for (int c = random.nextInt(7); c > 0; c--) {
        switch (random.nextInt(5)) {
          case 0 -> add(value, pattern, "*", ".*");
          case 1 -> add(value, pattern, "?", ".");
          case 2 -> add(value, pattern, "\\*", "\\*");
          case 3 -> add(value, pattern, "\uD83D\uDE00", "\uD83D\uDE00"); // one character, two chars
          default -> add(value, pattern, "a", "a");
        }
      }
      StringBuilder text = new StringBuilder();
      for (int c = random.nextInt(7); c > 0; c--) {
        text.append(List.of("a", "b", "*", "\uD83D\uDE00").get(random.nextInt(4)));
      }
      assertThat(Wildcards.matches(value.toString(), text.toString()))
          .as("%s %s", value, text)
          .isEqualTo(Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(text).matches());
    }
    assertThat(Wildcards.matches("*a".repeat(200) + "b", "a".repeat(5000))).isFalse();
  }

  private static void add(StringBuilder value, StringBuilder pattern, String one, String other) {
    value.append(one);
    pattern.append(other);
  }

  /** Rows that are as similar as the last of the nearest may stand for it. */
  @Test
  void recallCountsEqualRows() {
    List<Hit> exact = List.of(hit(0, 0.9), hit(1, 0.8), hit(2, 0.7), hit(3, 0.7));
    assertThat(Measurement.recall(exact, exact)).isEqualTo(1);
    assertThat(
            Measurement.recall(exact, List.of(hit(0, 0.9), hit(1, 0.8), hit(3, 0.7), hit(4, 0.7))))
        .isEqualTo(1);
    assertThat(Measurement.recall(exact, List.of(hit(0, 0.9), hit(2, 0.7), hit(5, 0.6))))
        .isEqualTo(0.5);
    assertThat(Measurement.recall(List.of(), List.of())).isEqualTo(1);
  }

  private static Hit hit(int number, double similarity) {
    return new Hit(
        new IndexRow(number, "t", number, "id" + number, Optional.empty(), Map.of()), similarity);
  }

  @Test
  void vectorsGetLengthOne() {
    assertThat(UnitVectors.of(new float[] {3, 4})).containsExactly(0.6f, 0.8f);
    assertThat(UnitVectors.of(new float[] {0, 0})).containsExactly(0, 0);
    assertThatThrownBy(() -> UnitVectors.of(new float[] {1, Float.POSITIVE_INFINITY}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a vector has values that are not finite");
  }
}
