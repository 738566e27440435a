package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.error.InputException;

final class TimeArgumentTest {
  @Test
  void hoursMinutesAndSeconds() {
    assertThat(TimeArgument.parse("30m")).isEqualTo(Duration.ofMinutes(30));
    assertThat(TimeArgument.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(TimeArgument.parse(" 90s ")).isEqualTo(Duration.ofSeconds(90));
    assertThat(TimeArgument.parse("2h5s")).isEqualTo(Duration.ofSeconds(7205));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "30", "m", "-3m", "1.5h", "30m1h", "30min"})
  void anotherFormIsRefused(String text) {
    assertThatThrownBy(() -> TimeArgument.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessage("--budget must be a time such as 30m, 2h or 1h30m but is '" + text + "'");
  }
}
