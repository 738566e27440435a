package org.likeness.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.likeness.cli.console.Console;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.option.OptionRecords;
import org.likeness.pretraining.MethodSettings;
import picocli.CommandLine;

/** {@code likeness methods}: the training methods. */
@CommandLine.Command(
    name = "methods",
    customSynopsis = "./likeness methods [NAME]",
    description = {
      "List the training methods, or describe one: its paper, its default settings and presets, and its options with defaults and ranges.",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness methods instdisc",
      "  ./likeness pretrain --data photos/ --method instdisc --set options.tau=0.1"
    })
public final class MethodsCommand extends ListCommand {
  public MethodsCommand(Console console) {
    super(console, "method", "methods");
  }

  @Override
  List<Item> items() {
    return Methods.all().stream()
        .map(
            entry ->
                new Item(
                    entry.name(),
                    entry.description(),
                    facts(entry),
                    OptionRecords.describe(entry.defaults())))
        .toList();
  }

  private static Map<String, String> facts(MethodEntry<?> entry) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("title", entry.title());
    facts.put("paper", entry.paper());
    MethodSettings settings = MethodSettings.of(entry.name());
    Map<String, String> brought = settings.defaults().values();
    if (!brought.isEmpty()) {
      facts.put(
          "brings",
          brought.entrySet().stream()
              .map(value -> value.getKey() + "=" + value.getValue())
              .collect(Collectors.joining(", ")));
    }
    List<String> presets = settings.presetNames();
    if (!presets.isEmpty()) {
      facts.put(
          "presets",
          String.join(", ", presets)
              + " (such as %s)".formatted(settings.presetOptions(presets.get(0))));
    }
    return facts;
  }

  @Override
  String optionsHeading() {
    return "Options and their defaults (change one with --set options.KEY=VALUE):";
  }

  @Override
  String next(String name) {
    return "./likeness pretrain --data DIR --method " + name;
  }
}
