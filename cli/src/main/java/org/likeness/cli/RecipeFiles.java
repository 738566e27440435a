package org.likeness.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.likeness.error.InputException;
import org.likeness.recipe.Suggest;

/** The recipes on the class path, {@code recipes/*.yaml}: in a jar, or in a folder of a build. */
final class RecipeFiles {
  private static final String FOLDER = "recipes";
  private static final String ENDING = ".yaml";

  private RecipeFiles() {}

  /** All of them by name. */
  static List<RecipeFile> all() {
    URL url = RecipeFiles.class.getClassLoader().getResource(FOLDER);
    if (url == null) {
      return List.of();
    }
    try {
      URI uri = url.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath(FOLDER));
      }
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("the recipes in " + url + " cannot be read", e);
    }
  }

  private static List<RecipeFile> read(Path folder) throws IOException {
    List<RecipeFile> recipes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ENDING)).sorted().toList()) {
        String fileName = file.getFileName().toString();
        recipes.add(new RecipeFile(fileName.substring(0, fileName.length() - ENDING.length()), Files.readString(file)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return recipes;
  }

  static RecipeFile named(String name) {
    List<RecipeFile> all = all();
    for (RecipeFile recipe : all) {
      if (recipe.name().equals(name)) {
        return recipe;
      }
    }
    List<String> names = all.stream().map(RecipeFile::name).toList();
    String instead =
        Suggest.nearest(name, names).map(nearest -> " Did you mean " + nearest + "?").orElse(" './likeness recipes' lists them.");
    throw new InputException("There is no recipe '" + name + "'." + instead);
  }
}
