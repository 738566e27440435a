package org.likeness.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * The recipes included in the library, by name. To add one, add a file to {@code recipes/} in the
 * resources of this library or of another one on the class path; {@code recipes/methods/} has the
 * defaults of each method.
 */
public final class Recipes {
  private static final String FOLDER = "recipes";
  private static final String METHODS = "methods/";

  private Recipes() {}

  /** Reads the list once. */
  private static final class Holder {
    private static final List<String> NAMES =
        ResourceNames.in(Recipes.class.getClassLoader(), FOLDER, ".yaml");
  }

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return Holder.NAMES;
  }

  /** The text of the file; its first lines have the command and what to expect. */
  public static String text(String name) {
    return find(name)
        .orElseThrow(() -> new InputException(Suggest.unknown("recipe", name, names())));
  }

  /** The file of that name; looks for this file only, while {@link #names} searches all jars. */
  static Optional<String> find(String name) {
    return name.isEmpty() || name.contains("/") ? Optional.empty() : resource(name);
  }

  /**
   * A recipe by name, with the recipes that it builds on.
   *
   * @throws InputException if there is none; the message has the nearest name
   */
  public static Recipe named(String name) {
    return Chain.start().named(name);
  }

  /** The defaults of a method, the file {@code methods/NAME.yaml}; empty if it has none. */
  public static Optional<Recipe> ofMethod(String method) {
    return textOfMethod(method).map(text -> Recipe.parse(text, METHODS + method));
  }

  /** The text of the file {@code methods/NAME.yaml}; empty if the method has none. */
  public static Optional<String> textOfMethod(String method) {
    return resource(METHODS + method);
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = Recipes.class.getResourceAsStream("/" + FOLDER + "/" + name + ".yaml")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
