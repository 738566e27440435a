package org.likeness.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResourceNamesTest {
  @TempDir Path folder;

  @Test
  void filesOfFoldersAndJarsAreFoundInOneOrder() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("with space/recipes"));
    Files.writeString(classes.resolve("middle.yaml"), "");
    Files.writeString(classes.resolve("notes.txt"), "");
    Files.writeString(Files.createDirectory(classes.resolve("methods")).resolve("inner.yaml"), "");
    Path jar = folder.resolve("with space/some.jar");
    write(
        jar,
        "recipes/",
        "recipes/zebra.yaml",
        "recipes/ant.yaml",
        "recipes/methods/",
        "recipes/methods/deep.yaml",
        "recipes2/other.yaml",
        "top.yaml");
    URL[] path = {classes.getParent().toUri().toURL(), jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      assertThat(ResourceNames.in(loader, "recipes", ".yaml"))
          .containsExactly("ant", "middle", "zebra");
      assertThat(ResourceNames.in(loader, "none", ".yaml")).isEqualTo(List.of());
    }
  }

  private static void write(Path jar, String... names) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (String name : names) {
        entries.putNextEntry(new JarEntry(name));
        entries.closeEntry();
      }
    }
  }
}
