package org.likeness.cli.command;

import java.util.List;
import org.likeness.recipe.Recipes;

/**
 * A recipe that comes with Likeness.
 *
 * @param name the file's name without {@code .yaml}
 * @param text the whole file
 */
record RecipeFile(String name, String text) {
  static RecipeFile named(String name) {
    return new RecipeFile(name, Recipes.text(name));
  }

  /**
   * What the file's first comment says before it comes to the command and the numbers, as one line.
   */
  String summary() {
    List<String> comment =
        text.lines()
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line.substring(1).strip())
            .toList();
    return String.join(
        " ",
        comment.stream()
            .dropWhile(String::isEmpty)
            .takeWhile(line -> !line.isEmpty() && !line.startsWith("./"))
            .toList());
  }
}
