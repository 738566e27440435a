package org.likeness.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.Suggest;

/**
 * Parses a recipe into layers, those of the recipes that it builds on included: {@code from: small}
 * is a recipe of the library, {@code from: base.yaml} a file in the same folder.
 *
 * @param place the file that is read; empty for a recipe of the library
 * @param above recipes read before, each of which builds on the next, the topmost first
 */
record Chain(Optional<Path> place, List<String> above) {
  static final String FROM = "from";

  Chain {
    above = List.copyOf(above);
  }

  /** Not built upon yet. */
  static Chain start() {
    return new Chain(Optional.empty(), List.of());
  }

  /** Reads a file and the recipes that it builds on. */
  Recipe file(Path file) {
    String name = file.toString();
    Chain next = next(Optional.of(file), name, file.toAbsolutePath().normalize().toString());
    try {
      InputFile.check(file);
      return next.text(Files.readString(file), name);
    } catch (IOException e) {
      throw new InputException("recipe " + name + " cannot be read: " + FileReason.of(e), e);
    }
  }

  /** Reads a recipe of the library and the recipes that it builds on. */
  Recipe named(String name) {
    return next(Optional.empty(), name, name).text(Recipes.text(name), name);
  }

  /** Parses YAML, and reads the recipes that it builds on. */
  Recipe text(String yaml, String source) {
    String origin = "recipe " + source;
    JsonNode node = YamlReader.read(yaml, origin);
    if (node.isMissingNode() || node.isNull()) {
      return Recipe.empty(source);
    }
    if (!(node instanceof ObjectNode written)) {
      throw new InputException(
          origin
              + ": a recipe must contain lines such as `epochs: 10` but is "
              + YamlReader.shorten(node.toString()));
    }
    Layer layer = Layer.written(written, origin);
    Recipe own = Recipe.of(List.of(layer.without(List.of(FROM))), source);
    JsonNode from = layer.tree().path(FROM);
    if (from.isMissingNode()) {
      return own;
    }
    if (!from.isTextual()) {
      throw new InputException(
          origin
              + ": from must be the name of a recipe or of a file in the same folder but is "
              + YamlReader.shorten(from.toString()));
    }
    return base(from.textValue(), origin).merge(own);
  }

  private Recipe base(String from, String origin) {
    if (!isFile(from)) {
      if (Recipes.find(from).isEmpty()) {
        throw new InputException(
            origin
                + ": from must name a recipe: "
                + Suggest.unknown("recipe", from, Recipes.names())
                + " (the name of a file must end in .yaml)");
      }
      return named(from);
    }
    if (place.isEmpty()) {
      throw new InputException(
          origin + ": from is the file " + from + ", which only a recipe in a file can name");
    }
    Path file = sibling(place.get(), from, origin);
    if (!Files.isRegularFile(file)) {
      throw new InputException(origin + ": from names the file " + file + ", which does not exist");
    }
    return file(file);
  }

  private static Path sibling(Path file, String name, String origin) {
    try {
      return file.resolveSibling(name);
    } catch (InvalidPathException e) {
      throw new InputException(
          origin + ": from must be the name of a file in the same folder but is " + name, e);
    }
  }

  static boolean isFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".yml");
  }

  private Chain next(Optional<Path> file, String shown, String name) {
    if (above.contains(name)) {
      throw new InputException(
          "recipe "
              + shown
              + " builds on itself: "
              + String.join(" is from ", above.subList(above.indexOf(name), above.size()))
              + " is from "
              + name
              + "; remove one of these `from:` lines");
    }
    List<String> all = new ArrayList<>(above);
    all.add(name);
    return new Chain(file, all);
  }
}
