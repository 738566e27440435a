package org.likeness.pretraining;

import java.util.List;
import java.util.Set;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.methods.Methods;
import org.likeness.recipe.Choice;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

/**
 * What a method brings to a recipe: the batch, rate or views that suit it, and presets by name,
 * such as its authors' settings for a data set. The file {@code recipes/methods/NAME.yaml} says
 * them; a method without one brings nothing.
 *
 * <p>From below to above: defaults of the options, what the recipe builds on, the method's, what
 * the recipe says for this method alone, the preset, what the recipe says itself, settings. A
 * recipe that names a method is meant for that one: the defaults of another method that is named
 * above it lie over its values.
 *
 * @param method its name
 * @param defaults what it brings wherever it is trained
 * @param presets a section for each preset
 */
public record MethodSettings(String method, Recipe defaults, Recipe presets) {
  private static final String METHOD = "method";
  private static final String METHODS = "methods";
  private static final String OPTIONS = "options";
  private static final String PRESET = "preset";
  private static final String PRESETS = "presets";

  /** What the method of that name brings; nothing where it has no file. */
  public static MethodSettings of(String method) {
    Recipe file = Recipes.ofMethod(method).orElse(Recipe.empty("methods/" + method));
    return new MethodSettings(method, file.without(PRESETS), file);
  }

  /** Names of the presets, in the order of the file. */
  public List<String> presetNames() {
    return List.copyOf(presets.names(PRESETS));
  }

  /**
   * The recipe with all that the method brings in its place.
   *
   * @throws InputException for a preset that the method does not have, or a section {@code methods}
   *     with a method that there is not
   */
  public Recipe with(Recipe recipe) {
    refuseUnknown(recipe);
    Recipe suited =
        recipe.choose(
            new Choice(METHOD, method, defaults, List.of(OPTIONS, PRESET), METHODS, false));
    String preset = suited.text(PRESET).orElse("");
    if (preset.isEmpty()) {
      return suited.without(PRESET);
    }
    if (!presetNames().contains(preset)) {
      throw new InputException(method + ": " + Suggest.unknown("preset", preset, presetNames()));
    }
    return suited
        .choose(new Choice(PRESET, preset, presets.within(PRESETS, preset), List.of(), "", true))
        .without(PRESET);
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
                + " is for no method: "
                + Suggest.unknown(METHOD, name, Methods.names()));
      }
    }
  }
}
