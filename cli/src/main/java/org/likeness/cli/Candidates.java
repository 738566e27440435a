package org.likeness.cli;

import java.util.Iterator;
import org.likeness.recipe.Recipes;

/** Words that completion offers after an option. */
final class Candidates {
  private Candidates() {}

  /** After {@code --method}. */
  static final class Methods implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return org.likeness.method.Methods.names().iterator();
    }
  }

  /** After {@code --recipe}. */
  static final class RecipeNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Recipes.names().iterator();
    }
  }
}
