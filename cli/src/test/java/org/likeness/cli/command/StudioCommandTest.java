package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;

/** What is refused before the studio starts; that it starts is seen by {@code FirstUseTest}. */
final class StudioCommandTest {
  @TempDir Path folder;

  @Test
  void aPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outcome outcome =
          Outcome.of("studio", folder.toString(), "--port", "" + taken.getLocalPort());
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err())
          .startsWith(
              "Error: the server cannot listen at 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use");
    }
  }

  @Test
  void aFolderOfRunsThatIsNone() throws Exception {
    Path missing = folder.resolve("nothing");
    assertThat(Outcome.of("studio", missing.toString(), "--port", "0"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                Outcome.error(
                    "there is no folder %s: name the one that has the runs, or leave it out for runs"
                        .formatted(missing))));
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertThat(Outcome.of("studio", file.toString(), "--port", "0").err())
        .isEqualTo(Outcome.error(file + " is a file: name the folder that has the runs"));
  }

  @Test
  void anIndexThatIsNone() {
    Outcome outcome =
        Outcome.of("studio", "--index", folder.resolve("nothing").toString(), "--port", "0");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("Error: ").contains("nothing");
  }

  @Test
  void aHostThatOthersReachNeedsAToken() {
    Outcome outcome = Outcome.of("studio", "--host", "0.0.0.0", "--port", "0");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("a server there needs a token");
  }
}
