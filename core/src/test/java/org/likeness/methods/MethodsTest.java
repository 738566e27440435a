package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;

final class MethodsTest {
  @Test
  void namesAreUniqueAndFound() {
    assertThat(Methods.names()).doesNotHaveDuplicates().contains("instdisc", "invaspread");
    for (String name : Methods.names()) {
      assertThat(Methods.named(name).name()).isEqualTo(name);
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> Methods.named("instdisk"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no method 'instdisk', did you mean instdisc?");
    assertThatThrownBy(() -> Methods.named("zebra"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("there is no method 'zebra': choose one of ");
  }

  @Test
  void theListHasThemInTheOrderOfTheNames() {
    assertThat(Methods.all().stream().map(entry -> entry.name()).toList())
        .isEqualTo(Methods.names())
        .containsSubsequence(
            "instdisc",
            "invaspread",
            "cpc",
            "cmc",
            "moco-v1",
            "moco-v2",
            "moco-v3",
            "simclr-v1",
            "simclr-v2",
            "byol",
            "swav",
            "simsiam",
            "dino",
            "exemplar",
            "triplet",
            "deepcluster",
            "supervised");
  }

  @Test
  void aNameIsRegisteredOnce() {
    assertThatThrownBy(() -> Methods.register(Methods.named("instdisc")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("instdisc");
  }

  @Test
  void optionsOfAnotherMethodAreRefused() {
    assertThatThrownBy(
            () ->
                Methods.named("instdisc")
                    .create(IdentityBackbone.ingredients(4, 2), InvaSpread.Options.paper()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("instdisc takes");
  }
}
