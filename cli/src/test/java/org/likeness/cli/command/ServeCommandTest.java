package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;

/** What is refused before it serves; that it serves is seen by {@code FirstUseTest}. */
final class ServeCommandTest {
  @TempDir Path folder;

  private String encoder = "";

  @BeforeEach
  void prepare() {
    encoder = Pictures.encoder(folder).toString();
  }

  private Outcome serve(String... more) {
    String[] call = new String[more.length + 2];
    call[0] = "serve";
    call[1] = encoder;
    System.arraycopy(more, 0, call, 2, more.length);
    return Outcome.of(call);
  }

  private static Outcome refused(String message) {
    return new Outcome(2, "", Outcome.error(message));
  }

  @Test
  void aPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(serve("--port", "" + taken.getLocalPort()).err())
          .startsWith(
              "Error: the server cannot listen at 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use");
    }
  }

  @Test
  void valuesOutOfRange() {
    assertThat(serve("--port", "70000"))
        .isEqualTo(refused("the port must be from 0 to 65535 but is 70000"));
    assertThat(serve("--batch", "0")).isEqualTo(refused("batch must be from 1 to 1024 but is 0"));
    assertThat(serve("--queue", "8"))
        .isEqualTo(refused("the queue must hold a batch of 32 images but holds 8"));
    assertThat(serve("--wait-ms", "-1"))
        .isEqualTo(refused("wait-ms must be from 0 to 10000 but is -1"));
  }

  @Test
  void aHostThatOthersReachNeedsAToken() {
    Outcome outcome = serve("--host", "0.0.0.0");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .matches(
            "Error: other machines can reach 0\\.0\\.0\\.0: a server there needs a token, for example --token [0-9a-f]{32}\\.\n");
    assertThat(serve("--host", "0.0.0.0", "--token", "abc").err())
        .startsWith("Error: the token has 3 characters but needs 16 or more");
  }

  @Test
  void anIndexThatIsNone() {
    Outcome outcome = serve("--index", folder.resolve("nothing").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("Error: ").contains("nothing");
  }
}
