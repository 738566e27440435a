package org.likeness.recipe;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;

/**
 * The schema of a recipe, in the order in which it is written: sections, each an options record
 * with its defaults, and single top-level values.
 */
public final class Sections {
  private final Map<String, Object> defaults = new LinkedHashMap<>();
  private final Map<String, String> help = new HashMap<>();

  /**
   * A section {@code name:} whose keys are the components of a record. A name such as {@code
   * monitor.knn} is a subsection of a section that is added before it.
   */
  public Sections section(String name, Record defaults) {
    return add(name, defaults);
  }

  /**
   * A top-level value, such as {@code method: instdisc}: a String, Integer, Long, Double, Boolean
   * or an enum's constant.
   */
  public Sections value(String name, Object defaultValue) {
    return value(name, defaultValue, "");
  }

  /**
   * A top-level value.
   *
   * @param help a description in lower case without a full stop
   */
  public Sections value(String name, Object defaultValue, String help) {
    this.help.put(name, help);
    return add(name, defaultValue);
  }

  private Sections add(String name, Object value) {
    requireNonNull(value, name + " is null");
    if (defaults.put(name, value) != null) {
      throw new IllegalArgumentException("two sections are named " + name);
    }
    return this;
  }

  Map<String, Object> defaults() {
    return defaults;
  }

  /** Every full key with its default and its description, in the order of a recipe. */
  public List<OptionInfo> describe() {
    List<OptionInfo> all = new ArrayList<>();
    defaults.forEach(
        (name, value) -> {
          if (value instanceof Record record) {
            OptionRecords.describe(record).forEach(info -> all.add(info.in(name)));
          } else {
            all.add(OptionInfo.of(name, value, help.getOrDefault(name, "")));
          }
        });
    return all;
  }

  /** Names of the direct subsections of a section: {@code knn} below {@code monitor}. */
  List<String> below(String name) {
    return defaults.keySet().stream()
        .filter(full -> full.startsWith(name + "."))
        .map(full -> full.substring(name.length() + 1))
        .toList();
  }

  /** All full keys, {@code view.crop.min}. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    defaults.forEach((name, value) -> Keys.collect(name, value, keys));
    return keys;
  }
}
