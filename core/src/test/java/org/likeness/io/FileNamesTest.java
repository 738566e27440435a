package org.likeness.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;

final class FileNamesTest {
  @Test
  void aNameThatTheLocaleCannotExpressSaysWhichVariableToSet() {
    assertThatThrownBy(() -> FileNames.requireUsable("photos/\u00e9t\u00e9", US_ASCII))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the file name 'photos/\u00e9t\u00e9' has characters that Java cannot use, since the locale's"
                + " encoding is US-ASCII: set the environment variable LC_ALL=C.UTF-8 and start again");
  }

  @Test
  void namesThatCanBeExpressedAreUsed() {
    usable("photos/summer", US_ASCII, true);
    usable("photos/\ufffdt\ufffd", US_ASCII, false);
    usable("\u00e9t\u00e9", ISO_8859_1, true);
    usable("\u590f", ISO_8859_1, false);
    usable("\u590f \ufffd", UTF_8, true);
  }

  private static void usable(String name, Charset encoding, boolean expected) {
    if (expected) {
      assertThatCode(() -> FileNames.requireUsable(name, encoding)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> FileNames.requireUsable(name, encoding))
          .as(name)
          .isInstanceOf(InputException.class);
    }
  }

  @Test
  void textThatIsNoNameIsRefused() {
    assertThat(FileNames.path("a/b")).isEqualTo(Path.of("a", "b"));
    assertThatThrownBy(() -> FileNames.path("a\0b"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("'a\\u0000b' is not a file name: ");
  }
}
