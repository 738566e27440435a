package org.likeness.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptionRecordsTest {
  private static final Everything USUAL = OptionRecords.defaults(Everything.class);

  /** A component of every type. */
  public record Everything(
      @Option(value = "5", range = "[1, 9]", help = "a count") int count,
      @Option(value = "5000000000", range = "[1, inf)") long pixels,
      @Option(value = "1e-7", range = "[0, 1)") double smallNumber,
      @Option("true") boolean on,
      @Option("some text, with a comma") String text,
      @Option String empty,
      @Option(value = "not-so-plain", help = "which") Kind kind,
      @Option(value = "1, 5,20", range = "[1, inf)", size = "[1, inf)") List<Integer> whole,
      @Option(value = "0.5", range = "[0, 1]") List<Double> numbers,
      @Option("a, b") List<String> words,
      @Option(value = "0, 0", size = "[2, 2]") List<Double> two,
      @Option(value = "plain, not-so-plain", size = "[0, 2]") List<Kind> kinds,
      @Option List<Integer> none,
      @Option(range = "(0, inf)") Optional<Double> maybe,
      @Option("3") Optional<Integer> given,
      Inner inner,
      @Option("min = 0.3; sizes = 4, 5") Inner other) {
    public Everything {
      if (count > 8 && on) {
        throw new IllegalArgumentException("count must be at most 8 where on is true");
      }
    }
  }

  public enum Kind {
    PLAIN,
    NOT_SO_PLAIN {
      @Override
      public String toString() {
        return "a constant with a class of its own";
      }
    }
  }

  public record Inner(
      @Option(value = "0.2", range = "(0, 1]") double min, @Option("32") List<Integer> sizes) {}

  @Test
  void defaultsAreReadByTheirType() {
    assertThat(USUAL)
        .isEqualTo(
            new Everything(
                5,
                5_000_000_000L,
                1e-7,
                true,
                "some text, with a comma",
                "",
                Kind.NOT_SO_PLAIN,
                List.of(1, 5, 20),
                List.of(0.5),
                List.of("a", "b"),
                List.of(0.0, 0.0),
                List.of(Kind.PLAIN, Kind.NOT_SO_PLAIN),
                List.of(),
                Optional.empty(),
                Optional.of(3),
                new Inner(0.2, List.of(32)),
                new Inner(0.3, List.of(4, 5))));
  }

  @Test
  void aCopyDiffersInOneValue() {
    Everything changed = OptionRecords.with(USUAL, "small-number", 0.5);
    assertThat(changed.smallNumber()).isEqualTo(0.5);
    assertThat(OptionRecords.with(changed, "small-number", 1e-7)).isEqualTo(USUAL);
    assertThat(OptionRecords.with(USUAL, "small-number", 0).smallNumber()).isZero();
    assertThat(OptionRecords.with(USUAL, "pixels", 7).pixels()).isEqualTo(7);
    assertThat(OptionRecords.with(USUAL, "numbers", List.of(0, 1)).numbers())
        .isEqualTo(List.of(0.0, 1.0));
    assertThat(OptionRecords.with(USUAL, "kind", Kind.PLAIN).kind()).isEqualTo(Kind.PLAIN);
    assertThat(OptionRecords.with(USUAL, "maybe", Optional.of(2)).maybe()).hasValue(2.0);
    assertThat(OptionRecords.with(USUAL, "inner.min", 1).inner())
        .isEqualTo(new Inner(1, List.of(32)));
    assertThat(OptionRecords.with(USUAL, "inner", new Inner(0.4, List.of())).inner().min())
        .isEqualTo(0.4);
  }

  @Test
  void aCopyIsRefusedInOneSentence() {
    refused(
        "Everything has no option cuont, did you mean count?",
        () -> OptionRecords.with(USUAL, "cuont", 1));
    refused(
        "Inner has no option zebra; it has min, sizes",
        () -> OptionRecords.with(USUAL, "inner.zebra", 1));
    refused(
        "count has no options, but min is to be set",
        () -> OptionRecords.with(USUAL, "count.min", 1));
    refused(
        "count must be of type int but is a java.lang.Double",
        () -> OptionRecords.with(USUAL, "count", 1.5));
    refused(
        "whole must be of type java.lang.Integer but is a java.lang.String",
        () -> OptionRecords.with(USUAL, "whole", List.of("1")));
    refused(
        "kind must be of type " + Kind.class.getName() + " but is a java.lang.String",
        () -> OptionRecords.with(USUAL, "kind", "plain"));
    refused("count must be in [1, 9] but is 10", () -> OptionRecords.with(USUAL, "count", 10));
    refused(
        "count must be at most 8 where on is true", () -> OptionRecords.with(USUAL, "count", 9));
    refused(
        "inner.min must be in (0, 1] but is 2",
        () -> OptionRecords.with(USUAL, "inner", new Inner(2, List.of())));
  }

  /** What a constructor lets pass; each line changes one value of a valid record. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pixels|0|pixels must be at least 1 but is 0
          small-number|1|small-number must be in [0, 1) but is 1
          numbers|0.5 2 3|numbers must be in [0, 1] but contains 2
          two|1|two must have 2 values but has 1
          two|1 Infinity|two must be a finite number but contains Infinity
          """)
  void everyRangeIsChecked(String key, String numbers, String message) {
    List<Double> values = List.of(numbers.split(" ")).stream().map(Double::valueOf).toList();
    Object value =
        switch (key) {
          case "pixels" -> values.get(0).longValue();
          case "small-number" -> values.get(0);
          default -> values;
        };
    refused(message, () -> OptionRecords.with(USUAL, key, value));
  }

  @Test
  void sizesAndOptionalsAreChecked() {
    refused("whole must not be empty", () -> OptionRecords.with(USUAL, "whole", List.of()));
    refused(
        "kinds must have 0 to 2 values but has 3",
        () -> OptionRecords.with(USUAL, "kinds", List.of(Kind.PLAIN, Kind.PLAIN, Kind.PLAIN)));
    refused(
        "maybe must be positive but is 0",
        () -> OptionRecords.with(USUAL, "maybe", Optional.of(0)));
  }

  @Test
  void checkLooksIntoRecordsWithinAndGivesTheRecordBack() {
    assertThat(OptionRecords.check(USUAL)).isSameAs(USUAL);
    refused("min must be in (0, 1] but is 0", () -> OptionRecords.check(new Inner(0, List.of())));
    assertThatThrownBy(() -> OptionRecords.check(new Nothing(null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("text is null");
  }

  public record Nothing(@Option String text) {}

  public record WrongNumber(@Option("many") int count) {}

  public record WrongRange(@Option(value = "2", range = "[0, 1]") double share) {}

  public record WrongChoice(@Option("colourful") Kind kind) {}

  public record WrongSwitch(@Option("yes") boolean on) {}

  public record WrongWithin(@Option("min = 7") Inner inner) {}

  public record UnknownWithin(@Option("mins = 7") Inner inner) {}

  public record Bare(@Option("1") int count, int other) {}

  private record Hidden(@Option("1") int count) {}

  @Test
  void aDefinitionThatCannotBeUsedIsNamed() {
    String here = OptionRecordsTest.class.getName();
    refused(
        "the default of " + here + "$WrongNumber.count is not valid: For input string: \"many\"",
        () -> OptionRecords.defaults(WrongNumber.class));
    refused(
        "the default of "
            + here
            + "$WrongRange.share is not valid: share must be in [0, 1] but is 2",
        () -> OptionRecords.defaults(WrongRange.class));
    refused(
        "the default of "
            + here
            + "$WrongChoice.kind is not valid: 'colourful' is not a "
            + Kind.class.getName(),
        () -> OptionRecords.defaults(WrongChoice.class));
    refused(
        "the default of " + here + "$WrongSwitch.on is not valid: 'yes' is not a boolean",
        () -> OptionRecords.defaults(WrongSwitch.class));
    refused(
        "the default of "
            + here
            + "$WrongWithin.inner is not valid: min must be in (0, 1] but is 7",
        () -> OptionRecords.defaults(WrongWithin.class));
    refused(
        "the default of "
            + here
            + "$UnknownWithin.inner is not valid: Inner has no option mins, did you mean min?",
        () -> OptionRecords.defaults(UnknownWithin.class));
    refused(
        here + "$Bare.other has no @Option, which every component of an options record needs",
        () -> OptionRecords.check(new Bare(1, 2)));
    assertThatThrownBy(() -> OptionRecords.defaults(Hidden.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(here + "$Hidden is not a public record");
  }

  @Test
  void optionsAreDescribed() {
    List<OptionInfo> all = OptionRecords.describe(USUAL);
    assertThat(all).hasSize(19);
    assertThat(all.get(0))
        .isEqualTo(new OptionInfo("count", 5, "whole number", "in [1, 9]", List.of(), "a count"));
    assertThat(all)
        .extracting(OptionInfo::key)
        .contains("small-number", "inner.min", "inner.sizes", "other.min");
    assertThat(all)
        .extracting(option -> option.key() + ": " + option.valueText() + " | " + option.values())
        .contains(
            "count: 5 | whole number in [1, 9]",
            "pixels: 5000000000 | whole number, at least 1",
            "small-number: 1e-7 | number in [0, 1)",
            "on: true | true or false",
            "text: some text, with a comma | text",
            "empty:  | text",
            "kind: not-so-plain | plain or not-so-plain",
            "whole: 1, 5, 20 | list of whole numbers, each at least 1",
            "numbers: 0.5 | list of numbers in [0, 1]",
            "words: a, b | list of texts",
            "two: 0, 0 | list of 2 numbers",
            "kinds: plain, not-so-plain | list of plain or not-so-plain",
            "maybe:  | positive number or empty",
            "given: 3 | whole number or empty",
            "other.min: 0.3 | number in (0, 1]",
            "other.sizes: 4, 5 | list of whole numbers");
    assertThat(all.get(6).value()).isEqualTo("not-so-plain");
    assertThat(all.get(6).choices()).containsExactly("plain", "not-so-plain");
    assertThat(all.get(0).in("train").section()).isEqualTo("train");
    assertThat(all.get(0).in("train").withoutSection()).isEqualTo(all.get(0));
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
