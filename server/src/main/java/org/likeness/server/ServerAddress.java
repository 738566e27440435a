package org.likeness.server;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.likeness.error.InputException;

/**
 * Where a server listens, and the token that its clients must know.
 *
 * @param host a name or an address of this machine
 * @param port from 1 to 65535, or 0 for a free one
 * @param token needed where other machines can reach the host
 */
public record ServerAddress(String host, int port, Optional<String> token) {
  /** The address that only this machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int SHORTEST_TOKEN = 16;
  private static final int MAX_PORT = 65_535;

  /**
   * Checks the address.
   *
   * @throws InputException if the port is out of range, the host is unknown, or reachable by others
   *     without a token, or the token is short or has other than visible ASCII characters
   */
  public ServerAddress {
    requireNonNull(host, "host is null");
    requireNonNull(token, "token is null");
    if (port < 0 || port > MAX_PORT) {
      throw new InputException("the port must be from 0 to " + MAX_PORT + " but is " + port);
    }
    if (token.isEmpty() && !resolve(host).isLoopbackAddress()) {
      throw new InputException(
          "other machines can reach "
              + host
              + ": a server there needs a token, for example --token "
              + randomToken());
    }
    token.ifPresent(ServerAddress::checkToken);
  }

  /** A server that only this machine reaches. */
  public static ServerAddress loopback(int port) {
    return new ServerAddress(LOOPBACK, port, Optional.empty());
  }

  /** A token that nobody guesses: 32 hexadecimal digits. */
  public static String randomToken() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(resolve(host), port);
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new InputException(
          "there is no host " + host + ": use a name or an address of this machine", e);
    }
  }

  private static void checkToken(String token) {
    if (token.length() < SHORTEST_TOKEN) {
      throw new InputException(
          "the token has "
              + token.length()
              + " characters but needs "
              + SHORTEST_TOKEN
              + " or more, for example "
              + randomToken());
    }
    if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
      throw new InputException(
          "the token may have letters, digits and ._~+/=- only, for example " + randomToken());
    }
  }
}
