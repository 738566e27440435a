package org.likeness.data.source;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an HTTP answer, which ends with an exception where it stalls or is too slow. (The
 * time-out of a request covers its body from JDK 26 on only, and then its total time.) The client
 * delivers, one thread reads.
 */
final class TimedBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  private final TimeLimits limits;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final long beginning = System.nanoTime();
  private long windows = 1;
  private long inWindow;
  private volatile Flow.@Nullable Subscription subscription;

  /** Bytes, a failure, or neither for the end. */
  private record Event(List<ByteBuffer> bytes, Optional<Throwable> failure) {}

  /** Subscribes to the body; closing cancels what is left of it. */
  TimedBody(Flow.Publisher<List<ByteBuffer>> body, TimeLimits limits) {
    this.limits = limits;
    body.subscribe(this);
  }

  /**
   * The bytes that arrive next, none at the end of the body.
   *
   * @throws IOException where the connection breaks
   * @throws HttpTimeoutException where the body stalls, or arrives too slowly
   */
  List<ByteBuffer> next() throws IOException, InterruptedException {
    Event event = events.poll(limits.silence().toNanos(), TimeUnit.NANOSECONDS);
    if (event == null) {
      throw new HttpTimeoutException("no byte arrived for " + words(limits.silence()));
    }
    if (event.failure().isPresent()) {
      Throwable failure = event.failure().get();
      throw failure instanceof IOException broken ? broken : new IOException(failure);
    }
    requireRate(event.bytes());
    request();
    return event.bytes();
  }

  private void requireRate(List<ByteBuffer> bytes) throws HttpTimeoutException {
    for (ByteBuffer piece : bytes) {
      inWindow += piece.remaining();
    }
    long window = limits.window().toNanos();
    long elapsed = System.nanoTime() - beginning;
    if (elapsed >= windows * window) {
      if (inWindow < limits.least()) {
        throw new HttpTimeoutException(
            "only " + inWindow + " bytes arrived in " + words(limits.window()));
      }
      windows = elapsed / window + 1;
      inWindow = 0;
    }
  }

  private static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private void request() {
    Flow.Subscription source = subscription;
    if (source != null) {
      source.request(1);
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription source) {
    subscription = source;
    source.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    if (bytes.stream().anyMatch(ByteBuffer::hasRemaining)) {
      events.add(new Event(bytes, Optional.empty()));
    } else {
      request();
    }
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event(List.of(), Optional.of(failure)));
  }

  @Override
  public void onComplete() {
    events.add(new Event(List.of(), Optional.empty()));
  }

  @Override
  public void close() {
    Flow.Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }
}
