package org.likeness.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.optim.Optimizers;
import org.likeness.pretraining.MethodSettings;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;

/**
 * The option tables of the docs are written by this test, between two comments: with {@code
 * -Dlikeness.write-docs=true} it writes them, without it compares.
 */
final class OptionDocsTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final String BEGIN = "<!-- options: generated, do not edit -->\n";
  private static final String END = "<!-- end of options -->\n";
  private static final String OF_THE_METHOD =
      "Each [method](methods/README.md) has its own: see the settings on its page.\n";
  private static final String AGAIN =
      "the options in %s differ from the code: update them with mvn -pl core test -Dtest=OptionDocsTest"
          + " -Dlikeness.write-docs=true";

  /** The project's own: a test may have registered others. */
  static Stream<MethodEntry<?>> methods() {
    String ours = Methods.class.getPackageName();
    return Methods.all().stream()
        .filter(entry -> entry.defaults().getClass().getPackageName().equals(ours));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void thePageOfAMethodHasItsOptions(MethodEntry<?> method) throws IOException {
    Path page = DOCS.resolve("methods").resolve(method.name() + ".md");
    compare(page, table(OptionRecords.describe(method.defaults())) + small(method.name()));
  }

  @Test
  void thePageOfRecipesHasAllKeys() throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, List<OptionInfo>> sections = new LinkedHashMap<>();
    for (OptionInfo key : PretrainRecipe.of(Recipe.empty("defaults")).describe()) {
      sections
          .computeIfAbsent(key.section(), section -> new ArrayList<>())
          .add(key.withoutSection());
    }
    sections.forEach(
        (section, keys) ->
            text.append(section.isEmpty() ? "\n## Top level\n" : "\n## " + section + "\n")
                .append(
                    switch (section) {
                      case "options" -> OF_THE_METHOD;
                      case "optimizer" -> optimizers();
                      default -> table(keys);
                    }));
    compare(DOCS.resolve("recipe-keys.md"), text.append('\n').toString());
  }

  @Test
  void theListOfMethodsIsThatOfTheCode() throws IOException {
    StringBuilder list = new StringBuilder("| method | idea | paper |\n| --- | --- | --- |\n");
    methods()
        .forEach(
            method ->
                list.append(
                    "| [%s](%s.md) | %s | %s |\n"
                        .formatted(
                            method.title(), method.name(), method.description(), method.paper())));
    compare(DOCS.resolve("methods").resolve("README.md"), list.toString());
  }

  /** What the command brings in place of the defaults, and the presets. */
  private static String small(String method) {
    MethodSettings settings = MethodSettings.of(method);
    String brought =
        settings.defaults().values().entrySet().stream()
            .map(value -> "`%s=%s`".formatted(value.getKey(), value.getValue()))
            .collect(Collectors.joining(", "));
    String presets =
        settings.presetNames().stream()
            .map(name -> "`" + settings.presetOptions(name) + "`")
            .collect(Collectors.joining(", "));
    return (brought.isEmpty()
            ? ""
            : "\n`--method %s` brings these, for small runs: %s.\n".formatted(method, brought))
        + (presets.isEmpty() ? "" : "\nPublished settings: %s.\n".formatted(presets));
  }

  /** The section {@code optimizer} is that of the optimizer that {@code train.optimizer} names. */
  private static String optimizers() {
    String ours = Optimizers.class.getPackageName();
    return Optimizers.all().stream()
        .filter(entry -> entry.defaults().getClass().getPackageName().equals(ours))
        .map(
            entry ->
                "With `train.optimizer=%s` (%s):\n\n%s"
                    .formatted(
                        entry.name(),
                        entry.description(),
                        table(OptionRecords.describe(entry.defaults()))))
        .collect(Collectors.joining("\n"));
  }

  private static String table(List<OptionInfo> options) {
    StringBuilder table = new StringBuilder("| key | default | values | meaning |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (OptionInfo option : options) {
      String value = option.valueText().isEmpty() ? "" : "`" + option.valueText() + "`";
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(option.key(), value, option.values(), option.help()));
    }
    return table.toString();
  }

  private static void compare(Path page, String expected) throws IOException {
    assertThat(page).as("every method has a page").exists();
    String text = Files.readString(page).replace("\r\n", "\n");
    assertThat(text).as(page + " has the lines %s and %s", BEGIN, END).contains(BEGIN, END);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END);
    if (Boolean.getBoolean("likeness.write-docs")) {
      Files.writeString(page, text.substring(0, from) + expected + text.substring(to));
    } else {
      assertThat(text.substring(from, to)).as(AGAIN, page).isEqualTo(expected);
    }
  }
}
