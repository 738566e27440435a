package org.likeness.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void numbersStandToTheRight() {
    Table table =
        Table.withHeading("k", "tau", "accuracy").row(5, 0.07, "61.2 %").row(200, 0.1, "9.4 %");
    assertThat(table.lines(80))
        .containsExactly("  k   tau  accuracy", "  5  0.07    61.2 %", "200   0.1     9.4 %");
  }

  @Test
  void theLastColumnIsWrappedBetweenWords() {
    Table table =
        Table.withoutHeading()
            .row("instdisc", "tells every image from every other")
            .row("x", "short");
    assertThat(table.lines(36))
        .containsExactly(
            "instdisc  tells every image from", "          every other", "x         short");
  }

  @Test
  void whatIsTypedStaysWhole() {
    assertThat(
            Table.wrap("all that is here: --set data.exclude=thumbs, or bench/peers/views.py", 24))
        .containsExactly(
            "all that is here:", "--set data.exclude=thumbs,", "or bench/peers/views.py");
    assertThat(Table.wrap("Next: ./likeness bench views", 20))
        .containsExactly("Next:", "./likeness bench", "views");
    assertThat(Table.wrap("leave out --data, --method and --recipe", 22))
        .containsExactly("leave out --data,", "--method and --recipe");
  }

  @Test
  void anEmptyTableHasNoLines() {
    assertThat(Table.withoutHeading().lines(80)).isEmpty();
  }
}
