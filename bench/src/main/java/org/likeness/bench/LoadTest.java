package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.likeness.error.RunException;

/**
 * Clients that send images to a service for some time, each the next one when the last is answered.
 */
public final class LoadTest {
  private static final int OK = 200;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final URI address;
  private final List<byte[]> images;

  /**
   * A test of one address.
   *
   * @param address that takes an image as the body of a POST
   * @param images encoded, which the clients send in turn
   */
  public LoadTest(URI address, List<byte[]> images) {
    this.address = requireNonNull(address, "address is null");
    this.images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("a load test needs an image");
    }
  }

  /**
   * Sends images.
   *
   * @param clients at the same time
   * @param time after which no client sends another image
   */
  public Result run(int clients, Duration time) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    long start = System.nanoTime();
    long end = start + time.toNanos();
    try {
      List<Future<Sent>> all = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int first = client * 7;
        all.add(threads.submit(() -> send(http, first, end)));
      }
      List<Long> nanos = new ArrayList<>();
      long failed = 0;
      for (Future<Sent> one : all) {
        nanos.addAll(one.get().nanos());
        failed += one.get().failed();
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      return new Result(
          clients, seconds, nanos.stream().mapToDouble(n -> n * 1e-6).sorted().toArray(), failed);
    } catch (ExecutionException e) {
      throw new RunException("a client failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("the load test was interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Sent send(HttpClient http, int first, long end) throws InterruptedException {
    List<Long> nanos = new ArrayList<>();
    long failed = 0;
    for (int i = first; System.nanoTime() < end; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(TIMEOUT)
              .POST(HttpRequest.BodyPublishers.ofByteArray(images.get(i % images.size())))
              .build();
      long start = System.nanoTime();
      try {
        if (http.send(request, BodyHandlers.ofByteArray()).statusCode() == OK) {
          nanos.add(System.nanoTime() - start);
        } else {
          failed++;
        }
      } catch (IOException e) {
        failed++;
      }
    }
    return new Sent(nanos, failed);
  }

  private record Sent(List<Long> nanos, long failed) {}

  /**
   * What clients saw.
   *
   * @param clients how many
   * @param seconds from the first request to the last answer
   * @param milliseconds of each image that was answered, ascending
   * @param failed requests that were refused, or not answered
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Result(int clients, double seconds, double[] milliseconds, long failed) {
    public Result {
      milliseconds = milliseconds.clone();
      Arrays.sort(milliseconds);
    }

    /** Images answered in a second. */
    public double perSecond() {
      return milliseconds.length / seconds;
    }

    /**
     * The time that a share of the images took at most, in milliseconds; NaN where none was
     * answered.
     *
     * @param share in (0, 1]
     */
    public double quantile(double share) {
      int at = (int) Math.ceil(share * milliseconds.length) - 1;
      return milliseconds.length == 0 ? Double.NaN : milliseconds[Math.max(at, 0)];
    }
  }
}
