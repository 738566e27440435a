package org.likeness.recipe;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;

/** What is no YAML, or no file's name, is refused without the parser's names of classes. */
final class YamlReaderTest {
  @Test
  void aListInThePlaceOfAKey() {
    assertThatThrownBy(() -> Recipe.parse("train:\n  [1, 2]: 3\n", "mine"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recipe mine is not valid YAML in line 2: Expected a field name (Scalar value in YAML)");
  }

  @Test
  void nestingHasALimit() {
    String deep = "a: " + "{a: ".repeat(2000) + "1" + "}".repeat(2000);
    assertThatThrownBy(() -> Recipe.parse(deep, "mine"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void aNameThatNoFileCanHave(@TempDir Path folder) throws IOException {
    Path mine = folder.resolve("mine.yaml");
    Files.writeString(mine, "from: \"a\\0.yaml\"\n");
    assertThatThrownBy(() -> Recipe.read(mine))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "recipe "
                + mine
                + ": from must be the name of a file in the same folder but is a\\u0000.yaml");
  }
}
