package org.likeness.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.cli.console.Table;
import org.likeness.option.OptionInfo;

/** Options for display. */
final class OptionLines {
  private OptionLines() {}

  /** One row per option: key, value, allowed values and description. */
  static Table table(List<OptionInfo> options) {
    Table table = Table.withoutHeading();
    for (OptionInfo option : options) {
      table.row("  " + option.key(), option.valueText(), meaning(option));
    }
    return table;
  }

  /** {@code number in [0, 1): momentum of SGD}; the type text is omitted. */
  private static String meaning(OptionInfo option) {
    boolean said = option.values().equals("text");
    return said ? option.help() : option.values() + ": " + option.help();
  }

  /**
   * One option for {@code --json}; range and choices only if there are any.
   *
   * @param valueName the key of its value: {@code default}
   */
  static Map<String, Object> json(OptionInfo option, String valueName) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("key", option.key());
    object.put(valueName, option.value());
    object.put("type", option.type());
    if (!option.range().isEmpty()) {
      object.put("range", option.range());
    }
    if (!option.choices().isEmpty()) {
      object.put("choices", option.choices());
    }
    object.put("help", option.help());
    return object;
  }
}
