package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * gridK} of its record, and {@code -k} in addition to {@code --k} if the name has one letter. If
 * the command has an option of that name, it is {@code --NAME.KEY} with the evaluation's name.
 * Values are parsed as in a recipe.
 */
final class EvaluationArguments {
  /** Sorts them before the options that every evaluation has. */
  private static final int FIRST = -2;

  private final EvaluationEntry<?> entry;
  private final Map<String, OptionSpec> options = new LinkedHashMap<>();

  EvaluationArguments(EvaluationEntry<?> entry) {
    this.entry = entry;
  }

  /**
   * Adds the options to a command.
   *
   * @param spec has its own options already
   * @param parent whose options the command may inherit
   */
  void addTo(CommandSpec spec, CommandSpec parent) {
    Set<String> taken = new HashSet<>(spec.optionsMap().keySet());
    taken.addAll(parent.optionsMap().keySet());
    for (OptionInfo info : OptionRecords.describe(entry.defaults())) {
      OptionSpec option = option(info, taken);
      options.put(info.key(), option);
      spec.addOption(option);
    }
  }

  private OptionSpec option(OptionInfo info, Set<String> taken) {
    String key = info.key();
    List<String> names = new ArrayList<>();
    if (key.length() == 1 && !taken.contains("-" + key)) {
      names.add("-" + key);
    }
    names.add(taken.contains("--" + key) ? "--" + entry.name() + "." + key : "--" + key);
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

  /**
   * The given options above the usual ones, checked.
   *
   * @throws InputException if an option is not valid; the message starts with its name
   */
  Record bound(Record usual) {
    String section = entry.name();
    List<Given> given = new ArrayList<>();
    options.forEach(
        (key, option) -> {
          String value = option.getValue();
          if (value != null) {
            given.add(new Given(option.longestName(), section + "." + key, value));
          }
        });
    if (given.isEmpty()) {
      return usual;
    }
    try {
      return Recipe.empty("on the command line")
          .withAll(given.stream().map(Given::setting).toList())
          .resolve(new Sections().section(section, usual))
          .bind(section, usual);
    } catch (InputException e) {
      throw new InputException(named(e.getMessage(), given), e);
    }
  }

  /** A message about settings as one about the options of the command line. */
  private static String named(String message, List<Given> given) {
    String named = message;
    for (Given one : given) {
      named =
          named
              .replace("setting " + one.setting() + ": ", "")
              .replaceAll(
                  "(?<![\\w.-])" + Pattern.quote(one.key()) + "(?![\\w.-]*\\w)",
                  Matcher.quoteReplacement(one.option()));
    }
    return named;
  }

  /**
   * An option of the command line.
   *
   * @param key in full, as a recipe writes it
   */
  private record Given(String option, String key, String value) {
    String setting() {
      return key + "=" + value;
    }
  }
}
