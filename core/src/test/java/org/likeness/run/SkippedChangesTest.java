package org.likeness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SkippedChangesTest {
  @Test
  void eachKindOfChangeIsASentenceOfItsOwn() {
    assertThat(SkippedChanges.none().sentences()).isEmpty();
    assertThat(
            new SkippedChanges(
                    List.of("a"), List.of("b"), List.of("c"), List.of("d", "e", "f", "g"))
                .sentences())
        .satisfiesExactly(
            removed ->
                assertThat(removed)
                    .isEqualTo(
                        "images removed since they could not be decoded, which changes no number: a"),
            lost ->
                assertThat(lost)
                    .isEqualTo(
                        "images removed after they were repaired and used: numbers may differ: b"),
            added ->
                assertThat(added)
                    .isEqualTo(
                        "images left out, since they were not images when the run was started: c"),
            repaired ->
                assertThat(repaired)
                    .startsWith(
                        "images used from here on, since they can be decoded now: numbers may differ: d, e, f")
                    .endsWith(" (all in skipped.csv)"));
  }
}
