package org.likeness.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * The recipes that come with the library, by name. A new one is a file under {@code recipes/} in
 * the resources, and a name in this list.
 */
public final class Recipes {
  private static final List<String> NAMES =
      List.of(
          "emoji",
          "emoji-instdisc",
          "small",
          "small-instdisc",
          "photos",
          "photos-instdisc",
          "cifar10-instdisc",
          "cifar10-invaspread",
          "imagenet-instdisc");

  private Recipes() {}

  /** All names, those for a few cores first. */
  public static List<String> names() {
    return NAMES;
  }

  /** The file itself: its first lines say the command and what to expect. */
  public static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new InputException(Suggest.unknown("recipe", name, NAMES));
    }
    try (InputStream in = Recipes.class.getResourceAsStream("/recipes/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the recipe " + name + " is listed but not in the library");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A recipe by name.
   *
   * @throws InputException where there is none, with the nearest
   */
  public static Recipe named(String name) {
    return Recipe.parse(text(name), name);
  }
}
