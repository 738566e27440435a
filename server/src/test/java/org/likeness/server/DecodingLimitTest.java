package org.likeness.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DecodingLimitTest {
  private static final int LARGE = 30_000_000;

  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile CountDownLatch wanted = new CountDownLatch(0);

  private CompletableFuture<Integer> work(DecodingLimit limit, long pixels) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return limit.with(pixels, this::used);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task).start());
  }

  /** Those that come first wait until as many are there as are wanted. */
  private int used() throws IOException {
    int together = now.incrementAndGet();
    most.accumulateAndGet(together, Math::max);
    wanted.countDown();
    try {
      if (!wanted.await(60, TimeUnit.SECONDS)) {
        throw new IOException("the others are kept out");
      }
      Thread.sleep(20); // in which too many would come
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    now.decrementAndGet();
    return together;
  }

  private int mostOf(DecodingLimit limit, long pixels, int expected) throws Exception {
    wanted = new CountDownLatch(expected);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(work(limit, pixels));
    }
    for (CompletableFuture<Integer> each : all) {
      each.get(120, TimeUnit.SECONDS);
    }
    return most.get();
  }

  @Test
  void asManyAsAllowedAtATime() throws Exception {
    assertThat(mostOf(new DecodingLimit(3), 100, 3)).isEqualTo(3);
  }

  @Test
  void oneLargeImageAtATime() throws Exception {
    assertThat(mostOf(new DecodingLimit(3), LARGE, 1)).isEqualTo(1);
  }

  @Test
  void aFailureMakesRoom() throws IOException {
    DecodingLimit limit = new DecodingLimit(1);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  limit.with(
                      LARGE,
                      () -> {
                        throw new IOException("broken");
                      }))
          .hasMessage("broken");
    }
    assertThat(limit.<String>with(() -> "free")).isEqualTo("free");
  }
}
