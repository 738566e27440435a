package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.likeness.recipe.Recipe;

/**
 * The recipe that was chosen for some images, with the reasons.
 *
 * @param name of the recipe of the library
 * @param recipe that recipe with all chosen values, below the caller's settings
 * @param reasons a sentence for each choice, without its full stop
 */
public record FittingRecipe(String name, Recipe recipe, List<String> reasons) {
  public FittingRecipe {
    requireNonNull(name, "name is null");
    requireNonNull(recipe, "recipe is null");
    reasons = List.copyOf(reasons);
  }
}
