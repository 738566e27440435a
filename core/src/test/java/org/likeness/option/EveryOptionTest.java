package org.likeness.option;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.augment.ViewOptions;
import org.likeness.methods.InstDisc;
import org.likeness.train.TrainOptions;

/** Looks at every options record of the project. */
final class EveryOptionTest {
  private static final List<? extends Class<? extends Record>> RECORDS =
      new ClassFileImporter()
              .withImportOption(new ImportOption.DoNotIncludeTests())
              .importPackages("org.likeness")
              .stream()
              .filter(JavaClass::isRecord)
              .map(JavaClass::reflect)
              .filter(EveryOptionTest::isAnnotated)
              .map(type -> type.asSubclass(Record.class))
              .toList();

  private static boolean isAnnotated(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .anyMatch(component -> component.isAnnotationPresent(Option.class));
  }

  static Stream<? extends Class<? extends Record>> records() {
    return RECORDS.stream();
  }

  @Test
  void theRecordsAreFound() {
    assertThat(RECORDS)
        .hasSizeGreaterThan(10)
        .anyMatch(type -> type == TrainOptions.class)
        .anyMatch(type -> type == ViewOptions.class)
        .anyMatch(type -> type == InstDisc.Options.class);
  }

  @ParameterizedTest
  @MethodSource("records")
  void defaultsAreValuesInTheirRanges(Class<? extends Record> type) {
    Record defaults = OptionRecords.defaults(type);
    assertThat(OptionRecords.check(defaults)).isSameAs(defaults);
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyOptionSaysWhatItIs(Class<? extends Record> type) {
    assertThat(OptionRecords.describe(OptionRecords.defaults(type)))
        .allSatisfy(
            option ->
                assertThat(option.help())
                    .as(option.key())
                    .matches("[^A-Z .].*[^ .]|[A-Z]{2,}.*[^ .]")
                    .hasSizeLessThanOrEqualTo(140)
                    .doesNotContain("|", ": ", "\n", "  "));
  }
}
