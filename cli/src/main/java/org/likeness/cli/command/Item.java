package org.likeness.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.option.OptionInfo;

/**
 * One thing that a list command knows: a method, a backbone, a data set, a recipe.
 *
 * @param name what to type
 * @param summary one line
 * @param facts further facts by name, in order: the paper, the licence
 * @param options its options with their defaults, in order; empty where it has none
 */
record Item(String name, String summary, Map<String, String> facts, List<OptionInfo> options) {
  Item {
    facts = new LinkedHashMap<>(facts);
    options = List.copyOf(options);
  }

  Map<String, Object> json(boolean withOptions) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name);
    object.put("summary", summary);
    object.putAll(facts);
    if (withOptions && !options.isEmpty()) {
      object.put(
          "options", options.stream().map(option -> OptionLines.json(option, "default")).toList());
    }
    return object;
  }
}
