package org.likeness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.bench.Timing;

final class PackagesTest {
  /** NullAway looks at such packages alone. */
  @ParameterizedTest
  @ValueSource(classes = {Main.class, Timing.class})
  void everyPackageIsNullMarked(Class<?> ofModule) throws IOException, URISyntaxException {
    Path classes = Path.of(ofModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(packages(classes))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(Class.forName(name + ".package-info"))
                    .as(name)
                    .hasAnnotation(NullMarked.class));
  }

  /** Of a folder of classes, or of a jar of them. */
  private static List<String> packages(Path classes) throws IOException {
    if (Files.isDirectory(classes)) {
      return packagesBelow(classes);
    }
    try (FileSystem jar = FileSystems.newFileSystem(classes)) {
      return packagesBelow(jar.getPath("/"));
    }
  }

  private static List<String> packagesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(file -> root.relativize(file.getParent()).toString().replaceAll("[/\\\\]", "."))
          .distinct()
          .toList();
    }
  }
}
