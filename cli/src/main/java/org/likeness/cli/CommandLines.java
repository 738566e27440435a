package org.likeness.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.likeness.cli.command.AugmentCommand;
import org.likeness.cli.command.BackbonesCommand;
import org.likeness.cli.command.BenchCollectionCommand;
import org.likeness.cli.command.BenchCommand;
import org.likeness.cli.command.BenchEmbedCommand;
import org.likeness.cli.command.BenchEpochCommand;
import org.likeness.cli.command.BenchKnnCommand;
import org.likeness.cli.command.BenchSearchCommand;
import org.likeness.cli.command.BenchServeCommand;
import org.likeness.cli.command.BenchSoftmaxCommand;
import org.likeness.cli.command.BenchStepCommand;
import org.likeness.cli.command.BenchViewsCommand;
import org.likeness.cli.command.CardCommand;
import org.likeness.cli.command.ClassifyCommand;
import org.likeness.cli.command.ClusterCommand;
import org.likeness.cli.command.Command;
import org.likeness.cli.command.CompareCommand;
import org.likeness.cli.command.CompletionCommand;
import org.likeness.cli.command.DatasetsCommand;
import org.likeness.cli.command.DistillCommand;
import org.likeness.cli.command.DoctorCommand;
import org.likeness.cli.command.DuplicatesCommand;
import org.likeness.cli.command.EmbedCommand;
import org.likeness.cli.command.EvaluateCommand;
import org.likeness.cli.command.EvaluateFinetuneCommand;
import org.likeness.cli.command.EvaluateSemiCommand;
import org.likeness.cli.command.EvaluateVerdictCommand;
import org.likeness.cli.command.EvaluationCommand;
import org.likeness.cli.command.ExperimentCommand;
import org.likeness.cli.command.ExportCommand;
import org.likeness.cli.command.FigureCommand;
import org.likeness.cli.command.HelpCommand;
import org.likeness.cli.command.IndexCommand;
import org.likeness.cli.command.LeaksCommand;
import org.likeness.cli.command.MethodsCommand;
import org.likeness.cli.command.OutliersCommand;
import org.likeness.cli.command.PretrainCommand;
import org.likeness.cli.command.RecipesCommand;
import org.likeness.cli.command.ReproduceCommand;
import org.likeness.cli.command.ResponsesCommand;
import org.likeness.cli.command.Root;
import org.likeness.cli.command.SearchCommand;
import org.likeness.cli.command.SelectCommand;
import org.likeness.cli.command.ServeCommand;
import org.likeness.cli.command.StudioCommand;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Errors;
import org.likeness.cli.console.HelpText;
import org.likeness.error.InputException;
import org.likeness.evaluations.Evaluations;
import org.likeness.io.FileNames;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Builds the tree of commands and configures their help: a command's own options first, those of
 * every command last, values after a space.
 */
public final class CommandLines {
  /** In the order of the help: the most used commands first. */
  private static final List<Class<? extends Command>> COMMANDS =
      List.of(
          PretrainCommand.class,
          DistillCommand.class,
          AugmentCommand.class,
          EvaluateCommand.class,
          CompareCommand.class,
          ReproduceCommand.class,
          ExperimentCommand.class,
          FigureCommand.class,
          CardCommand.class,
          EmbedCommand.class,
          IndexCommand.class,
          SearchCommand.class,
          StudioCommand.class,
          ServeCommand.class,
          DuplicatesCommand.class,
          LeaksCommand.class,
          OutliersCommand.class,
          ClusterCommand.class,
          SelectCommand.class,
          ExportCommand.class,
          ClassifyCommand.class,
          ResponsesCommand.class,
          MethodsCommand.class,
          DatasetsCommand.class,
          BackbonesCommand.class,
          RecipesCommand.class,
          DoctorCommand.class,
          BenchCommand.class,
          HelpCommand.class,
          CompletionCommand.class);

  /** Has a subcommand for each evaluation of the list. */
  private static final String EVALUATE = "evaluate";

  /** Shares its options with commands that take {@code --data}, and refuses it. */
  private static final String LEAKS = "leaks";

  /** Subcommands by their command. */
  private static final Map<String, List<Class<? extends Command>>> BELOW =
      Map.of(
          "evaluate",
          List.of(
              EvaluateFinetuneCommand.class,
              EvaluateSemiCommand.class,
              EvaluateVerdictCommand.class),
          "bench",
          List.of(
              BenchViewsCommand.class,
              BenchStepCommand.class,
              BenchEpochCommand.class,
              BenchSoftmaxCommand.class,
              BenchKnnCommand.class,
              BenchEmbedCommand.class,
              BenchSearchCommand.class,
              BenchServeCommand.class,
              BenchCollectionCommand.class));

  private CommandLines() {}

  /**
   * The tree for one call. Commands that the call does not name have a name and a description only:
   * reading all their options would take half of the time of a short command.
   */
  static CommandLine create(Console console, String... args) {
    Set<String> words = Set.of(Arrays.stream(args).distinct().toArray(String[]::new));
    boolean all = words.contains("completion");
    CommandLine line = new CommandLine(new Root(console, CommandSpec.create()));
    for (Class<? extends Command> type : COMMANDS) {
      CommandLine.Command about = type.getAnnotation(CommandLine.Command.class);
      boolean named = all || words.contains(about.name());
      line.addSubcommand(about.name(), named ? make(type, console) : stub(about));
    }
    if (all || words.contains(LEAKS)) {
      hide(requireNonNull(line.getSubcommands().get(LEAKS), "a command stands above"), "--data");
    }
    BELOW.forEach(
        (name, types) -> {
          if (all || words.contains(name)) {
            CommandLine parent =
                requireNonNull(line.getSubcommands().get(name), "a command stands above");
            types.forEach(type -> parent.addSubcommand(make(type, console)));
          }
        });
    if (all || words.contains(EVALUATE)) {
      CommandLine parent =
          requireNonNull(line.getSubcommands().get(EVALUATE), "a command stands above");
      Evaluations.all()
          .forEach(
              entry ->
                  parent.addSubcommand(
                      entry.name(), EvaluationCommand.of(console, entry, parent.getCommandSpec())));
    }
    return configured(line, console);
  }

  /** Leaves an option out of the help; a command says itself what to do instead. */
  private static void hide(CommandLine line, String name) {
    CommandSpec spec = line.getCommandSpec();
    OptionSpec option = requireNonNull(spec.findOption(name), "the command has the option");
    spec.remove(option);
    spec.addOption(OptionSpec.builder(option).hidden(true).build());
  }

  private static CommandSpec stub(CommandLine.Command about) {
    CommandSpec spec = CommandSpec.create().name(about.name());
    spec.usageMessage().description(about.description());
    return spec;
  }

  /** Sets how a command line is parsed, reports errors and prints its help. */
  public static CommandLine configured(CommandLine line, Console console) {
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.registerConverter(Path.class, CommandLines::path);
    line.setParameterExceptionHandler((e, args) -> Errors.wrongCall(console, e, args));
    line.setExecutionExceptionHandler((e, command, parsed) -> Errors.failure(console, e));
    line.setColorScheme(
        Help.defaultColorScheme(console.terminal().colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setUsageHelpWidth(console.terminal().columns());
    line.setHelpFactory(HelpText::new);
    for (CommandLine child : descendants(line)) {
      child.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
      child
          .getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, CommandLines::options);
      child
          .getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, HelpText::description);
      child.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpText::footer);
    }
    return line;
  }

  private static Path path(String text) {
    try {
      return FileNames.path(text);
    } catch (InputException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static Command make(Class<? extends Command> type, Console console) {
    try {
      return type.getDeclaredConstructor(Console.class).newInstance(console);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          type.getSimpleName() + " needs a constructor that takes a Console", e);
    }
  }

  /**
   * All commands below {@code line}. Their options are listed in the order of declaration, not of
   * the alphabet.
   */
  private static List<CommandLine> descendants(CommandLine line) {
    List<CommandLine> all = new ArrayList<>();
    line.getCommandSpec()
        .usageMessage()
        .sortOptions(false)
        .descriptionHeading("%n")
        .parameterListHeading("%n");
    for (CommandLine child : line.getSubcommands().values()) {
      all.add(child);
      all.addAll(descendants(child));
    }
    return all;
  }

  /**
   * Lists the options of {@link Command} and {@link Root} after a command's groups, under a heading
   * of their own.
   */
  private static String options(Help help) {
    CommandSpec spec = help.commandSpec();
    List<OptionSpec> ungrouped =
        spec.options().stream()
            .filter(option -> option.group() == null && !option.hidden())
            .toList();
    List<OptionSpec> own =
        ungrouped.stream().filter(option -> option.order() < Command.LAST).toList();
    List<OptionSpec> everywhere =
        ungrouped.stream().filter(option -> option.order() >= Command.LAST).toList();
    String line = System.lineSeparator();
    return (own.isEmpty() ? "" : line + "Options:" + line + help.optionListExcludingGroups(own))
        + help.optionListGroupSections()
        + line
        + "Options of every command:"
        + line
        + help.optionListExcludingGroups(everywhere);
  }
}
