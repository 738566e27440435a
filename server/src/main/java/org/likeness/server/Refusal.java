package org.likeness.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * A request that is answered with an error: a status code and one sentence in lower case, without a
 * full stop.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public static final int BAD_REQUEST = 400;
  public static final int NOT_FOUND = 404;
  public static final int TIMEOUT = 408;
  public static final int CONFLICT = 409;
  public static final int TOO_LARGE = 413;
  public static final int UNSUPPORTED_MEDIA = 415;
  public static final int UNPROCESSABLE = 422;
  public static final int TOO_MANY_REQUESTS = 429;
  public static final int UNAVAILABLE = 503;

  private final int status;
  private final int retrySeconds;

  public Refusal(int status, String message) {
    this(status, message, 0);
  }

  private Refusal(int status, String message, int retrySeconds) {
    super(requireNonNull(message, "message is null"));
    this.status = status;
    this.retrySeconds = retrySeconds;
  }

  /** The server has too much to do: 429 with {@code Retry-After}. */
  public static Refusal busy(String message, Duration retryAfter) {
    return new Refusal(
        TOO_MANY_REQUESTS, message, (int) Math.max(1, (retryAfter.toMillis() + 999) / 1000));
  }

  /** The server stops: 503. */
  public static Refusal stopping() {
    return new Refusal(UNAVAILABLE, "the server is stopping");
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** After which time the client may try again. */
  public Optional<Duration> retryAfter() {
    return retrySeconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(retrySeconds));
  }

  @Override
  public String getMessage() {
    return requireNonNull(super.getMessage());
  }

  /** No stack trace: refusals are part of a server's usual work. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
