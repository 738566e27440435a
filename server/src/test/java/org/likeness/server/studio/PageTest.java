package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.likeness.io.Digests;

/** The files of the page. */
final class PageTest {
  private static Path page() {
    try {
      return Path.of(
              Objects.requireNonNull(PageTest.class.getResource("/studio/index.html")).toURI())
          .resolveSibling("");
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void librariesAreThoseOfTheirPackages() throws IOException {
    Path lib = page().resolve("lib");
    List<String> sums = Files.readAllLines(lib.resolve("SHA256SUMS"));
    assertThat(sums).hasSizeGreaterThan(4);
    for (String line : sums) {
      Path file = lib.resolve(line.substring(66));
      assertThat(Digests.file(file, "SHA-256")).as(line).isEqualTo(line.substring(0, 64));
    }
  }

  /** A forgotten file would be found by a user only. */
  @Test
  void eachFileIsServedAndEachImportExists() throws IOException {
    try (Stream<Path> files = Files.list(page())) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .sorted()
              .toList();
      assertThat(names).contains("main.js", "index.html");
      for (String name : names) {
        String text = Files.readString(page().resolve(name));
        if (!name.equals("index.html") && !name.equals("icon.svg")) {
          assertThat(Studio.SCRIPTS).contains(name);
        }
        Matcher imported = Pattern.compile("from '\\./([^']+)'").matcher(text);
        while (imported.find()) {
          assertThat(names).contains(imported.group(1));
        }
        // Nothing comes from elsewhere, and nothing is inline.
        assertThat(text.replace("http://www.w3.org/", ""))
            .as(name)
            .doesNotContain("http://", "https://", "<style", "onclick=\"", "eval(");
      }
    }
  }
}
