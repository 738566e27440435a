package org.likeness.cli.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.likeness.backbone.BackboneEntry;
import org.likeness.backbone.Backbones;
import org.likeness.data.source.DatasetEntry;
import org.likeness.data.source.Datasets;
import org.likeness.methods.Methods;
import org.likeness.recipe.Recipes;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * The script that completes commands, options and their values: picocli's, to which names are added
 * that are looked up at the time of completion, see {@link Candidates#RUNS} and {@link
 * Candidates#FILES}.
 */
final class CompletionScript {
  /** What the commands that list things take as {@code NAME}. */
  private static final Map<String, Supplier<List<String>>> LISTED =
      Map.of(
          "methods",
          Methods::names,
          "recipes",
          Recipes::names,
          "backbones",
          () -> Backbones.all().stream().map(BackboneEntry::name).toList(),
          "datasets",
          () -> Datasets.all().stream().map(DatasetEntry::name).toList());

  /** A line of picocli's function that all words pass through. */
  private static final String WORDS = "  options=(\"$@\")\n";

  /** The same, with names of runs and files in the place of their marks. */
  private static final String LOOKED_UP =
      """
        options=()
        local word
        local found
        local IFS=$'\\n'
        for word in "$@"; do
          case "$word" in
            %s) for found in $(ls -1 runs 2> /dev/null); do options+=("$found"); done ;;
            %s) for found in $(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"); do options+=("$found"); done ;;
            *) options+=("$word") ;;
          esac
        done
      """
          .formatted(Candidates.RUNS, Candidates.FILES);

  private CompletionScript() {}

  /** The script for a whole command line. */
  static String of(CommandLine root) {
    String script = AutoComplete.bash("likeness", new CommandLine(copy(root.getCommandSpec())));
    if (!script.contains(WORDS)) {
      throw new IllegalStateException("the completion script has changed: see CompletionScript");
    }
    return script.replace(WORDS, LOOKED_UP);
  }

  /**
   * A command with copies of its options. Picocli names a list of words by the label of its option,
   * so two options with the label {@code NAME} would share one: here each has its own.
   */
  private static CommandSpec copy(CommandSpec spec) {
    CommandSpec copy = CommandSpec.create().name(spec.name());
    for (OptionSpec option : spec.options().stream().filter(each -> !each.hidden()).toList()) {
      copy.addOption(
          OptionSpec.builder(option)
              .paramLabel(option.longestName())
              .scopeType(ScopeType.LOCAL)
              .completionCandidates(words(option).orElse(null))
              .build());
    }
    for (PositionalParamSpec positional : spec.positionalParameters()) {
      Supplier<List<String>> listed = LISTED.get(spec.name());
      copy.addPositional(
          PositionalParamSpec.builder(positional)
              .scopeType(ScopeType.LOCAL)
              .completionCandidates(listed == null ? words(positional).orElse(null) : listed.get())
              .build());
    }
    spec.subcommands()
        .forEach((name, child) -> copy.addSubcommand(name, copy(child.getCommandSpec())));
    return copy;
  }

  /** What is offered for a value: the words that it declares, else those of an enum. */
  private static Optional<Iterable<String>> words(ArgSpec arg) {
    if (arg.type().isEnum()) {
      return Optional.of(
          Arrays.stream(arg.type().getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .toList());
    }
    return Optional.ofNullable(arg.completionCandidates());
  }
}
