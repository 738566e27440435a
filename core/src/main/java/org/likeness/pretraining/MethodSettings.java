package org.likeness.pretraining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.methods.Methods;
import org.likeness.recipe.Choice;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

/**
 * The defaults of a method in recipes, such as batch, learning rate or views, and its presets, such
 * as its authors' settings for a data set. They are read from {@code recipes/methods/NAME.yaml}; a
 * method without this file has none.
 *
 * <p>From lowest to highest: defaults of the options, the recipes that the recipe builds on, the
 * method's defaults, the recipe's values for this method only, the preset, the recipe's own values,
 * settings. A recipe that names a method is written for that method: the defaults of another
 * method, named above it, override its values.
 *
 * @param method its name
 * @param defaults its defaults in every recipe
 * @param presets a section for each preset
 */
public record MethodSettings(String method, Recipe defaults, Recipe presets) {
  private static final String METHOD = "method";
  private static final String METHODS = "methods";
  private static final String OPTIONS = "options";
  private static final String PRESET = "preset";
  private static final String PRESETS = "presets";
  private static final String INDENT = "  ";

  /** The settings of the method of that name; empty if it has no file. */
  public static MethodSettings of(String method) {
    Recipe file = Recipes.ofMethod(method).orElse(Recipe.empty("methods/" + method));
    return new MethodSettings(method, file.without(PRESETS), file);
  }

  /** Names of the presets, in the order of the file. */
  public List<String> presetNames() {
    return List.copyOf(presets.names(PRESETS));
  }

  /**
   * The options of {@code pretrain} for a preset, with the recipe of its data set where there is
   * one: {@code --recipe cifar10 --method byol --set preset=cifar10}.
   */
  public String presetOptions(String preset) {
    String data = preset.split("-", 2)[0];
    return (Recipes.names().contains(data) ? "--recipe " + data + " " : "")
        + "--method "
        + method
        + " --set preset="
        + preset;
  }

  /**
   * What the file says above each preset, in its order: source and published result, on one line;
   * empty where it says nothing.
   */
  public Map<String, String> presetSummaries() {
    Map<String, String> summaries = new LinkedHashMap<>();
    presetNames().forEach(name -> summaries.put(name, ""));
    List<String> above = new ArrayList<>();
    for (String line : Recipes.textOfMethod(method).orElse("").lines().toList()) {
      String text = line.strip();
      if (text.startsWith("#")) {
        above.add(text.substring(1).strip());
        continue;
      }
      String key = text.endsWith(":") ? text.substring(0, text.length() - 1) : "";
      if (line.equals(INDENT + text) && summaries.containsKey(key)) {
        summaries.put(key, String.join(" ", above));
      }
      above.clear();
    }
    return summaries;
  }

  /**
   * The recipe with the method's defaults and preset inserted in its layers.
   *
   * @throws InputException for an unknown preset, or a section {@code methods} with an unknown
   *     method
   */
  public Recipe with(Recipe recipe) {
    refuseUnknown(recipe);
    Recipe suited = suited(recipe);
    return preset(recipe)
        .map(name -> new Choice(PRESET, name, preset(name), List.of(), "", true))
        .map(suited::choose)
        .orElse(suited)
        .without(PRESET);
  }

  /**
   * The preset that a recipe names for the method.
   *
   * @throws InputException if there is none of that name
   */
  Optional<String> preset(Recipe recipe) {
    Optional<String> preset = suited(recipe).text(PRESET).filter(name -> !name.isEmpty());
    preset
        .filter(name -> !presetNames().contains(name))
        .ifPresent(
            name -> {
              throw new InputException(
                  method + ": " + Suggest.unknown("preset", name, presetNames()));
            });
    return preset;
  }

  /**
   * What the method and a preset bring, without any recipe.
   *
   * @param preset one of its presets; empty for the method's defaults alone
   */
  Recipe brought(Optional<String> preset) {
    return preset.map(name -> defaults.merge(preset(name))).orElse(defaults);
  }

  private Recipe preset(String name) {
    return presets.within(PRESETS, name);
  }

  private Recipe suited(Recipe recipe) {
    return recipe.choose(
        new Choice(METHOD, method, defaults, List.of(OPTIONS, PRESET), METHODS, false));
  }

  /** The recipe with what it says for the method alone, and without what the method brings. */
  static Recipe said(Recipe recipe, String method) {
    Recipe nothing = Recipe.empty("methods/" + method);
    return recipe.choose(
        new Choice(METHOD, method, nothing, List.of(OPTIONS, PRESET), METHODS, false));
  }

  /**
   * What the recipe says for single methods, by their names, without presets.
   *
   * @throws InputException where the section has no section for each, or one for no method
   */
  static Map<String, Recipe> each(Recipe recipe) {
    recipe.requireSections(METHODS);
    refuseUnknown(recipe);
    Map<String, Recipe> each = new LinkedHashMap<>();
    for (String name : recipe.names(METHODS)) {
      each.put(name, recipe.part(METHODS, name).without(PRESET));
    }
    return each;
  }

  private static void refuseUnknown(Recipe recipe) {
    Set<String> named = recipe.names(METHODS);
    for (String name : named) {
      if (!Methods.names().contains(name)) {
        throw new InputException(
            "recipe "
                + recipe.source()
                + ": methods."
                + name
                + " must name a method: "
                + Suggest.unknown(METHOD, name, Methods.names()));
      }
    }
  }
}
