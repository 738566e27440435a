package org.likeness.cli.command;

import java.util.Locale;
import java.util.Map;
import org.likeness.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code likeness completion bash}: prints the script by which a shell completes commands. */
@CommandLine.Command(
    name = "completion",
    customSynopsis = "./likeness completion [SHELL]",
    description = {
      "Print a script that completes commands, options, runs, methods, recipes and data sets with the Tab key.",
      "",
      "Source it in this shell, or in the file that your shell reads when it starts."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(./likeness completion)                              this shell only",
      "  ./likeness completion bash > ~/.local/share/bash-completion/completions/likeness",
    })
public final class CompletionCommand extends Command {
  /** Shells that the completion script serves. */
  enum Shell {
    BASH,
    ZSH
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SHELL",
      arity = "0..1",
      defaultValue = "BASH",
      description = "bash or zsh; one script serves both.")
  private Shell shell = Shell.BASH;

  public CompletionCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    String script = CompletionScript.of(spec.root().commandLine());
    console().result(script);
    console().object(Map.of("shell", shell.name().toLowerCase(Locale.ROOT), "script", script));
    return OK;
  }
}
