package org.likeness.evaluations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;

final class EvaluationsTest {
  @Test
  void namesAreUniqueAndFound() {
    assertThat(Evaluations.names()).doesNotHaveDuplicates().contains("knn", "copies", "spread");
    for (String name : Evaluations.names()) {
      assertThat(Evaluations.named(name).name()).isEqualTo(name);
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> Evaluations.named("copie"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("there is no evaluation 'copie', did you mean copies?");
    assertThatThrownBy(() -> Evaluations.named("zebra"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("there is no evaluation 'zebra': choose one of ");
  }
}
