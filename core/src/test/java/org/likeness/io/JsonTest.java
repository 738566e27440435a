package org.likeness.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"a\": 1,\n\"b\" 2}`, 1, is not valid JSON in line 2",
        "{\"a\": , 1, is not valid JSON in line 1",
        "`{\"a\": 1,\n\"a\": 2}`, 1, defines 'a' twice in line 2",
        "[, 2000, is nested too deeply or has a value that is too long",
        "9, 2000, is nested too deeply or has a value that is too long"
      })
  void aReasonHasNoneOfTheParsersWords(String text, int times, String reason) {
    JsonProcessingException refused =
        catchThrowableOfType(
            JsonProcessingException.class,
            () -> Json.parseStrictly(text.repeat(times).getBytes(UTF_8)).intValue());
    assertThat(Json.reason(refused)).isEqualTo(reason);
  }
}
