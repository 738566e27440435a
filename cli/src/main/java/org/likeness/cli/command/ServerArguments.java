package org.likeness.cli.command;

import java.util.Optional;
import org.likeness.server.ServerAddress;
import picocli.CommandLine.Option;

/** Where a command that answers over HTTP listens. */
final class ServerArguments {
  private static final String TOKEN_VARIABLE = "LIKENESS_TOKEN";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port; 0 for a free one. By default 7007 for studio and 7008 for serve.")
  private int port = -1;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The address to listen at; 127.0.0.1 by default, which other machines do not reach. 0.0.0.0 for all addresses of this machine; needs a token.")
  private String host = ServerAddress.LOOPBACK;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "What clients must know: 16 or more letters and digits. Better given by the environment variable LIKENESS_TOKEN, which the list of processes"
              + " does not show.")
  private String token = "";

  /**
   * The address.
   *
   * @param standard the port by default
   * @throws org.likeness.error.InputException if it is not a good one
   */
  ServerAddress address(int standard) {
    return new ServerAddress(host, port == -1 ? standard : port, token());
  }

  private Optional<String> token() {
    return token.isEmpty()
        ? Optional.ofNullable(System.getenv(TOKEN_VARIABLE)).filter(text -> !text.isEmpty())
        : Optional.of(token);
  }
}
