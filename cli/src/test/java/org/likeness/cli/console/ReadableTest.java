package org.likeness.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadableTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "420, 0.4 s",
    "9949, 9.9 s",
    "9950, 10 s",
    "59499, 59 s",
    "59500, 1 min",
    "250000, 4 min 10 s",
    "3599499, 59 min 59 s",
    "3600000, 1 h",
    "7500000, 2 h 5 min",
    "86399000, 23 h 59 min",
    "273600000, 3 d 4 h"
  })
  void timesAreTwoUnitsAtMost(long millis, String text) {
    assertThat(Readable.time(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "999, 999 bytes",
    "1000, 1.0 kB",
    "4234567, 4.2 MB",
    "12000000000, 12 GB",
    "999999, 1.0 MB",
    "9960000, 10 MB"
  })
  void sizesArePowersOfTen(long bytes, String text) {
    assertThat(Readable.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 images", "1, 1 image", "1281167, '1,281,167 images'"})
  void countsAgreeWithTheirNoun(long number, String text) {
    assertThat(Readable.count(number, "image")).isEqualTo(text);
  }
}
