package org.likeness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Output;
import org.likeness.cli.console.Terminal;
import org.likeness.recipe.Recipes;
import picocli.CommandLine;

/**
 * The exact words of the frame: help, versions, and what is said to a call that cannot be
 * understood.
 */
final class MainTest {
  private static final String EVERYWHERE =
      """

      Options of every command:
        -h, --help      Show this help.
        -v, --verbose   Print the log; show the stack trace of an error.
        -q, --quiet     Print only results, warnings and errors.
            --json      Print one JSON object instead of text.
      """;

  @Test
  void helpOfACommandHasIdeaOptionsAndExamples() {
    assertThat(Outcome.of("doctor", "--help"))
        .isEqualTo(
            new Outcome(
                0,
                """
                Usage: ./likeness doctor

                Check this machine: versions, native libraries, memory, disk and speed.

                Ends with a verdict. Each problem is printed with its fix; the exit code is 1 where training cannot
                run here.
                """
                    + EVERYWHERE
                    + """

                    Examples:
                      ./likeness doctor
                      ./likeness doctor --json > machine.json       to attach to a bug report
                    """,
                ""));
  }

  @Test
  void theHelpCommandShowsTheSameText() {
    assertThat(Outcome.of("help", "doctor")).isEqualTo(Outcome.of("doctor", "--help"));
    assertThat(Outcome.of("help")).isEqualTo(Outcome.of("--help"));
    assertThat(Outcome.of()).isEqualTo(Outcome.of("--help"));
  }

  @Test
  void theRootNamesEveryCommandAndTheExitCodes() {
    String help = Outcome.of("--help").out();
    for (String name : commands().keySet()) {
      assertThat(help).containsPattern("(?m)^  " + name + " ");
    }
    assertThat(help)
        .contains(
            """
            Exit codes:
               0    done
               1    failure while running: loss not finite, disk full, no native library for this machine
               2    wrong call, recipe or input; nothing was changed
              130   stopped by Ctrl-C, after saving
            """);
  }

  @Test
  void everyCommandExplainsItselfWithExamples() {
    commands()
        .forEach(
            (name, command) -> {
              String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
              assertThat(help)
                  .as(name)
                  .startsWith("Usage: ./likeness " + name)
                  .contains("\nExamples:\n")
                  .contains("--help");
              assertThat(help.lines().mapToInt(String::length).max().orElse(0))
                  .as("width of " + name)
                  .isLessThanOrEqualTo(100);
            });
  }

  private static java.util.Map<String, CommandLine> commands() {
    return CommandLines.create(new Console(System.out, System.err, Terminal.none()), "completion")
        .getSubcommands();
  }

  @Test
  void whatIsTypedIsNotBrokenInHelp() {
    for (int columns : List.of(60, 80, 100)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
      Terminal terminal = new Terminal(false, false, false, columns);
      Main.run(
          new String[] {"bench", "views", "--help"},
          new Console(stream, stream, terminal),
          stream,
          stream);
      String help = out.toString(StandardCharsets.UTF_8);
      assertThat(help.lines()).allMatch(line -> line.length() <= columns);
      assertThat(help).contains("bench/peers/views.py");
      assertThat(help.replaceAll(" \\\\\n *", " "))
          .contains(
              "  ./likeness bench views --recipe photos --set view.size=224 --data ~/photos --images 500 --workers 1,2\n");
    }
  }

  @Test
  void anUnknownCommandIsAnsweredWithTheNearest() {
    assertThat(Outcome.of("docter"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: there is no command 'docter', did you mean ./likeness doctor?\nTry './likeness --help'.\n"));
    assertThat(Outcome.of("xyzzy"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: there is no command 'xyzzy': choose one of pretrain, distill, augment, evaluate, compare, reproduce, experiment, figure, card, embed, index, search, studio, serve, duplicates, leaks, outliers, cluster, select, export, classify, responses,"
                    + " methods, datasets, backbones, recipes, doctor, bench, help, completion.\nTry './likeness --help'.\n"));
    assertThat(Outcome.of("bench", "xyzzy").err())
        .isEqualTo(
            "Error: there is no command 'xyzzy': choose one of views, step, epoch, softmax, knn, embed, search, serve, collection.\nTry './likeness bench --help'.\n");
    assertThat(Outcome.of("help", "docter"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: there is no command 'docter', did you mean ./likeness doctor?\nTry './likeness --help'.\n"));
  }

  @Test
  void anUnknownOptionIsNamedWithoutTheArgumentsAroundIt() {
    assertThat(Outcome.of("doctor", "--verbos", "x"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: unknown option --verbos, did you mean --verbose?\nTry './likeness doctor --help'.\n"));
    assertThat(Outcome.of("recipes", "--bad", "name"))
        .isEqualTo(
            new Outcome(2, "", "Error: unknown option --bad.\nTry './likeness recipes --help'.\n"));
  }

  @Test
  void anArgumentTooManyIsNamed() {
    assertThat(Outcome.of("doctor", "now"))
        .isEqualTo(
            new Outcome(
                2, "", "Error: unexpected argument now.\nTry './likeness doctor --help'.\n"));
  }

  @Test
  void wordsOfAChoiceAreUnderstoodInAnyCase() {
    assertThat(Outcome.of("completion", "Bash").exitCode()).isZero();
    assertThat(Outcome.of("completion", "fish"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: SHELL must be one of bash, zsh but is fish.\nTry './likeness completion --help'.\n"));
  }

  @Test
  void versionsAreAnObjectUnderJson() throws JsonProcessingException {
    for (List<String> call : List.of(List.of("--version", "--json"), List.of("--json", "-V"))) {
      Outcome outcome = Outcome.of(call.toArray(String[]::new));
      assertThat(outcome.exitCode()).isZero();
      JsonNode json = new ObjectMapper().readTree(outcome.out());
      assertThat(json.path("likeness").asText()).isNotEmpty();
      assertThat(json.path("java").asText()).startsWith(System.getProperty("java.version"));
    }
  }

  @Test
  void completionIsAScriptThatKnowsTheCommands() {
    Outcome outcome = Outcome.of("completion");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("#!/usr/bin/env bash\n")
        .contains("doctor", "instdisc", "cifar10-invaspread")
        .contains("complete -F _complete_likeness");
  }

  @Test
  void switchesWorkBeforeAndAfterTheCommand() throws JsonProcessingException {
    for (List<String> call : List.of(List.of("--json", "recipes"), List.of("recipes", "--json"))) {
      Outcome outcome = Outcome.of(call.toArray(String[]::new));
      assertThat(outcome.exitCode()).isZero();
      assertThat(new ObjectMapper().readTree(outcome.out()).path("recipes").isArray()).isTrue();
    }
  }

  @Test
  void aWrongCallUnderJsonIsAnObjectToo() throws JsonProcessingException {
    Outcome outcome = Outcome.of("docter", "--json");
    assertThat(outcome.exitCode()).isEqualTo(2);
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.path("error").asText())
        .isEqualTo(
            "there is no command 'docter', did you mean ./likeness doctor? Try './likeness --help'.");
    assertThat(json.path("exitCode").asInt()).isEqualTo(2);
  }

  @Test
  void versionsAreShown() {
    Outcome outcome = Outcome.of("--version");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("likeness ")
        .contains("\njava " + System.getProperty("java.version"));
  }

  @Test
  void resultsThatCannotBePrintedAreAFailure() {
    for (String[] call :
        new String[][] {{"methods"}, {"methods", "--json"}, {"--help"}, {"--version"}}) {
      assertThat(runWithOutput("No space left on device", call))
          .as(call[0])
          .isEqualTo(
              new Outcome(
                  1, "", "Error: the results cannot be printed: No space left on device.\n"));
    }
    assertThat(runWithOutput("No space left on device", "docter", "--json").exitCode())
        .isEqualTo(2);
  }

  @Test
  void aReaderThatHasReadEnoughIsNoFailure() {
    assertThat(runWithOutput("Broken pipe", "methods")).isEqualTo(new Outcome(0, "", ""));
  }

  private static Outcome runWithOutput(String failure, String... call) {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException(failure);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code = Main.run(call, Terminal.none(), new Output(failing), errors);
    return new Outcome(code, "", Outcome.text(err));
  }

  @Test
  void anUnknownRecipeIsOneSentence() {
    assertThat(Outcome.of("recipes", "no-such-recipe"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: there is no recipe 'no-such-recipe': choose one of "
                    + String.join(", ", Recipes.names())
                    + ".\n"));
  }
}
