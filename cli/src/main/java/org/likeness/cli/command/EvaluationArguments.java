package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.likeness.error.InputException;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of an evaluation on the command line: {@code --grid-k} for the component {@code
 * gridK} of its record, and {@code -k} in addition to {@code --k} if the name has one letter.
 * Values are parsed as in a recipe.
 */
final class EvaluationArguments {
  /** Sorts them before the options that every evaluation has. */
  private static final int FIRST = -2;

  private final EvaluationEntry<?> entry;
  private final Map<String, OptionSpec> options = new LinkedHashMap<>();

  EvaluationArguments(EvaluationEntry<?> entry) {
    this.entry = entry;
    OptionRecords.describe(entry.defaults()).forEach(info -> options.put(info.key(), option(info)));
  }

  private OptionSpec option(OptionInfo info) {
    String key = info.key();
    List<String> names = new ArrayList<>(List.of("--" + key));
    if (key.length() == 1) {
      names.add(0, "-" + key);
    }
    String help = info.help().substring(0, 1).toUpperCase(Locale.ROOT) + info.help().substring(1);
    return OptionSpec.builder(names.toArray(String[]::new))
        .order(FIRST)
        .type(String.class)
        .paramLabel(info.value() instanceof List<?> ? "N,..." : "N")
        .description(
            "%s. Default: summary.%s.%s of the run's recipe, else %s."
                .formatted(
                    help,
                    entry.name(),
                    key,
                    info.valueText().isEmpty() ? "none" : info.valueText()))
        .build();
  }

  void addTo(CommandSpec spec) {
    options.values().forEach(spec::addOption);
  }

  /**
   * The given options above the usual ones, checked.
   *
   * @throws InputException if an option is not valid; the message starts with its name
   */
  Record bound(Record usual) {
    Record bound = usual;
    for (Map.Entry<String, OptionSpec> option : options.entrySet()) {
      String value = option.getValue().getValue();
      if (value != null) {
        bound = with(bound, option.getKey(), value);
      }
    }
    return bound;
  }

  private Record with(Record below, String key, String value) {
    String section = entry.name();
    String assignment = section + "." + key + "=" + value;
    try {
      return Recipe.empty("on the command line")
          .with(assignment)
          .resolve(new Sections().section(section, below))
          .bind(section, below);
    } catch (InputException e) {
      String message =
          e.getMessage()
              .replace("setting " + assignment + ": ", "")
              .replace(section + "." + key, "--" + key);
      throw new InputException(message, e);
    }
  }
}
