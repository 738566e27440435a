package org.likeness.cli.command;

import java.util.Iterator;
import org.likeness.methods.Methods;
import org.likeness.recipe.Recipes;

/** Words that completion offers after an option. */
final class Candidates {
  private Candidates() {}

  /** After {@code --method}. */
  static final class MethodNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Methods.names().iterator();
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
