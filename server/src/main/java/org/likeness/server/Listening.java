package org.likeness.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;

/** The socket of a server, and what HTTP may be on it. */
final class Listening {
  private static final int HEADER_BYTES = 16 << 10;
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** The most that connections which are open and idle delay the end, once all is answered. */
  static final Duration LAST = Duration.ofSeconds(2);

  private static final Duration LAST_IDLE = Duration.ofMillis(100);

  private Listening() {}

  static void limit(HttpConfiguration http) {
    http.setUriCompliance(UriCompliance.DEFAULT); // no encoded slashes or dots
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
  }

  static ServerConnector connector(
      Server server, HttpConfiguration http, ServerSocketChannel channel) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setShutdownIdleTimeout(LAST_IDLE.toMillis());
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  static ServerSocketChannel listen(ServerAddress address) {
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open();
      boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
      channel.socket().setReuseAddress(!windows);
      channel.bind(address.socket());
      return channel;
    } catch (IOException e) {
      InputException refused =
          new InputException(
              "the server cannot listen at "
                  + address.host()
                  + ":"
                  + address.port()
                  + ": "
                  + FileReason.of(e)
                  + " (is another server running there? choose another port by --port)",
              e);
      if (channel != null) {
        closeQuietly(channel, refused);
      }
      throw refused;
    }
  }

  static void closeQuietly(ServerSocketChannel channel, Exception cause) {
    try {
      channel.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
