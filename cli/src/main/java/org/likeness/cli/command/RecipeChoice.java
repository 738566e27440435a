package org.likeness.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;

/** Which recipe is meant, and which one fits where none was named. */
final class RecipeChoice {
  /** The longer side of pictures that the recipe for small ones is made for, in pixels. */
  private static final int SMALL = 64;

  private RecipeChoice() {}

  /**
   * A file where there is one or the ending says so, else one of the recipes that come with
   * Likeness.
   */
  static Recipe of(String nameOrFile) {
    String lower = nameOrFile.toLowerCase(Locale.ROOT);
    boolean file =
        lower.endsWith(".yaml")
            || lower.endsWith(".yml")
            || Files.isRegularFile(Path.of(nameOrFile));
    return file ? Recipe.read(Path.of(nameOrFile)) : Recipes.named(nameOrFile);
  }

  /**
   * The name of the recipe that fits most pictures of a data set, {@code small} or {@code photos},
   * or of its sister for a method.
   */
  static String fitting(Dataset dataset, Optional<String> method) {
    return sister(fitting(dataset), method);
  }

  /**
   * {@code small-instdisc} for {@code small} where there is one: batch and rate suit the method.
   */
  static String sister(String recipe, Optional<String> method) {
    String sister = recipe + method.map(name -> "-" + name).orElse("");
    return Recipes.names().contains(sister) ? sister : recipe;
  }

  private static String fitting(Dataset dataset) {
    int[] sides =
        IntStream.range(0, dataset.size()).map(i -> longerSide(dataset.info(i))).sorted().toArray();
    return sides.length > 0 && sides[sides.length / 2] > SMALL ? "photos" : "small";
  }

  private static int longerSide(ImageInfo info) {
    return Math.max(info.width(), info.height());
  }

  /** The recipe with settings above it, {@code KEY=VALUE} each. */
  static Recipe with(Recipe recipe, Iterable<String> settings) {
    Recipe set = recipe;
    for (String setting : settings) {
      set = set.with(setting);
    }
    return set;
  }
}
