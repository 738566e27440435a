package org.likeness.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Lists the files in a folder of the class path, in jars and in class folders. */
public final class ResourceNames {
  private ResourceNames() {}

  /**
   * Names without their extension, in alphabetical order; subfolders are not searched.
   *
   * @param loader whose class path
   * @param folder such as {@code recipes}
   * @param ending the extension, such as {@code .yaml}
   */
  public static List<String> in(ClassLoader loader, String folder, String ending) {
    SortedSet<String> names = new TreeSet<>();
    try {
      for (URL place : Collections.list(loader.getResources(folder))) {
        List<String> files = place.getProtocol().equals("file") ? inFolder(place) : inJar(place);
        files.stream()
            .filter(file -> file.endsWith(ending))
            .forEach(file -> names.add(file.substring(0, file.length() - ending.length())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has a folder with an unusable name", e);
    }
    return List.copyOf(names);
  }

  private static List<String> inFolder(URL place) throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(Path.of(place.toURI()))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Opens the jar without the cache, so that it can be closed: a cached connection is shared. */
  private static List<String> inJar(URL place) throws IOException {
    JarURLConnection connection = (JarURLConnection) place.openConnection();
    connection.setUseCaches(false);
    String entry = connection.getEntryName();
    String folder = entry.endsWith("/") ? entry : entry + "/";
    try (JarFile jar = connection.getJarFile()) {
      return jar.stream()
          .map(e -> e.getName())
          .filter(name -> name.startsWith(folder) && name.indexOf('/', folder.length()) < 0)
          .map(name -> name.substring(folder.length()))
          .toList();
    }
  }
}
