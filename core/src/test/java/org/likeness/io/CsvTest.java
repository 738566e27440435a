package org.likeness.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.error.InputException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

final class CsvTest {
  @Test
  void linesAreCountedWhateverEndsThem() {
    assertThat(Csv.parse("\uFEFFa,\"b\r\nc\"\r\n\r\nd,e\rf\n\n\"\"\nx\"y, z", "t"))
        .containsExactly(
            new CsvRow(1, List.of("a", "b\r\nc")),
            new CsvRow(4, List.of("d", "e")),
            new CsvRow(5, List.of("f")),
            new CsvRow(7, List.of("")),
            new CsvRow(8, List.of("x\"y", " z")));
    assertThat(Csv.parse("", "t")).isEmpty();
    assertThat(Csv.parse("\n\r\n  \n", "t")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,b~c,\"d~e~|line 2, column 2: a quote that starts here is not closed",
        "\"|line 1, column 1: a quote that starts here is not closed",
        "a,\"\"\"|line 1, column 2: a quote that starts here is not closed",
        "\"a~b\",\"c|line 2, column 2: a quote that starts here is not closed",
        "a~\"b~c\",\"d\"x,e|line 3, column 2: text follows the closing quote",
      })
  void openQuotesAreNamedByLineAndColumn(String text, String message) {
    assertThatThrownBy(() -> Csv.parse(text.replace("~", "\n"), "list.csv"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("list.csv, " + message);
  }

  @Test
  void whatIsWrittenIsReadAndQuotedOnlyWhereItMustBe() {
    RandomStream random = new RandomSource(3).stream(Purpose.EVALUATION, 0, 0);
    String alphabet = "ab#! ;\u00e9,\"\n\r";
    for (int round = 0; round < 2000; round++) {
      List<String> values = new ArrayList<>(List.of(Integer.toString(round)));
      for (int field = random.nextInt(4); field >= 0; field--) {
        StringBuilder value = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
          value.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        values.add(value.toString());
      }
      String line = Csv.line(values);
      assertThat(line)
          .isEqualTo(values.stream().map(CsvTest::quoted).collect(Collectors.joining(",")) + "\n");
      assertThat(Csv.parse(line, "t")).containsExactly(new CsvRow(1, values));
    }
  }

  private static String quoted(String field) {
    return field.matches("[^,\"\n\r]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  @Test
  void aFieldOfMoreThanTwentyMillionCharactersIsRefused() {
    String text = "id\n" + "x".repeat(20_000_001) + "\n";
    assertThatThrownBy(() -> Csv.parse(text, "a.csv"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("a.csv, line ")
        .hasMessageEndingWith("column 1: the field cannot be read, or is too long");
  }
}
