package org.likeness.cli.console;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.likeness.error.Suggest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What may have been meant by an option that does not exist: the one that other tools call so, or
 * the one that is spelled most like it.
 */
final class OptionHints {
  /**
   * Names that other tools use, with what they are called here; of several the first that the
   * command has. A hint that ends with {@code =} takes the value that was given.
   */
  private static final Map<String, List<String>> SYNONYMS =
      Map.ofEntries(
          entry("--name", List.of("--out")),
          entry("--output", List.of("--out")),
          entry("--output-dir", List.of("--out")),
          entry("--save-dir", List.of("--out")),
          entry("--run", List.of("--out", "--resume")),
          entry("--input", List.of("--data")),
          entry("--images", List.of("--data")),
          entry("--dataset", List.of("--data")),
          entry("--folder", List.of("--data", "--out")),
          entry("--dir", List.of("--data", "--out")),
          entry("--config", List.of("--recipe")),
          entry("--weights", List.of("--init")),
          entry("--pretrained", List.of("--init")),
          entry("--checkpoint", List.of("--resume", "--init")),
          entry("--continue", List.of("--resume")),
          entry("--num-epochs", List.of("--epochs")),
          entry("--max-epochs", List.of("--epochs")),
          entry("--algorithm", List.of("--method")),
          entry("--loss", List.of("--method")),
          entry("--batch", List.of("--set train.batch=")),
          entry("--batch-size", List.of("--batch", "--set train.batch=")),
          entry("--lr", List.of("--set train.lr=")),
          entry("--learning-rate", List.of("--set train.lr=")),
          entry("--rate", List.of("--set train.lr=")),
          entry("--weight-decay", List.of("--set train.weight-decay=")),
          entry("--workers", List.of("--set train.workers=")),
          entry("--num-workers", List.of("--set train.workers=")),
          entry("--threads", List.of("--set train.threads=")),
          entry("--tau", List.of("--set options.tau=")),
          entry("--temperature", List.of("--tau", "--set options.tau=")),
          entry("--backbone", List.of("--set backbone.name=")),
          entry("--model", List.of("--set backbone.name=")),
          entry("--arch", List.of("--set backbone.name=")),
          entry("--network", List.of("--set backbone.name=")),
          entry("--size", List.of("--set view.size=")),
          entry("--image-size", List.of("--set view.size=")),
          entry("--gpu", List.of("--device cuda")),
          entry("--cuda", List.of("--device cuda")),
          entry("--cpu", List.of("--device cpu")),
          entry("--fp16", List.of("--half")),
          entry("--debug", List.of("--verbose")),
          entry("--silent", List.of("--quiet")));

  private OptionHints() {}

  /**
   * The hint for an unknown option, as it is to be typed.
   *
   * @param unmatched all arguments that were not understood, in order: a value that follows the
   *     option is taken into the hint
   * @param option the unknown option, maybe with {@code =VALUE}
   */
  static Optional<String> meant(CommandSpec command, List<String> unmatched, String option) {
    String name = option.replaceFirst("=.*", "");
    Optional<String> synonym =
        SYNONYMS.getOrDefault(name.toLowerCase(Locale.ROOT).replace('_', '-'), List.of()).stream()
            .filter(hint -> understands(command, hint))
            .findFirst();
    if (synonym.isPresent()) {
      return synonym.map(hint -> hint.endsWith("=") ? hint + value(unmatched, option) : hint);
    }
    List<String> known =
        command.options().stream()
            .filter(candidate -> !candidate.hidden())
            .flatMap(candidate -> Arrays.stream(candidate.names()))
            .toList();
    return Suggest.nearest(name, known);
  }

  /** True where the command has the hint's option; a recipe's keys are set where one is named. */
  private static boolean understands(CommandSpec command, String hint) {
    boolean key = hint.endsWith("=") && command.findOption("--recipe") == null;
    OptionSpec option = command.findOption(hint.replaceFirst(" .*", ""));
    return !key && option != null && !option.hidden();
  }

  private static String value(List<String> unmatched, String option) {
    int equals = option.indexOf('=');
    if (equals >= 0) {
      return option.substring(equals + 1);
    }
    int next = unmatched.indexOf(option) + 1;
    boolean given = next < unmatched.size() && !unmatched.get(next).startsWith("-");
    return given ? unmatched.get(next) : "VALUE";
  }
}
