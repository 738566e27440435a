package org.likeness.server.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.server.Refusal;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Torch;

class BatcherTest {
  private static final Duration SOON = Duration.ofSeconds(8);
  private static Encoder encoder;

  private final ServiceMetrics metrics = new ServiceMetrics();
  private Batcher batcher;

  @BeforeAll
  static void load() {
    Torch.setThreads(1);
    encoder = TinyEncoder.make(1);
  }

  @AfterEach
  void close() {
    if (batcher != null) {
      batcher.close();
    }
  }

  private Batcher batcher(int size, long milliseconds, int queue) {
    batcher =
        new Batcher(
            encoder, new BatchOptions(size, Duration.ofMillis(milliseconds), queue), metrics);
    return batcher;
  }

  private static float[] pixels(int seed) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    float[] pixels = new float[3 * 32 * 32];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble() * 2 - 1;
    }
    return pixels;
  }

  private static List<float[]> await(List<CompletableFuture<float[]>> futures) throws Exception {
    List<float[]> vectors = new ArrayList<>();
    for (CompletableFuture<float[]> future : futures) {
      vectors.add(future.get(60, TimeUnit.SECONDS));
    }
    return vectors;
  }

  private String metrics() throws Exception {
    return new String(metrics.write(""), StandardCharsets.UTF_8);
  }

  /** The same image in batches of 1, 2, 7 and 32, at any place, among different others. */
  @Test
  void equalImagesGiveEqualVectorsWhateverTheBatch() throws Exception {
    batcher(32, 1000, 64);
    float[] alone;
    try (Batcher.Places places = batcher.reserve(1)) {
      alone = await(places.submit(FeatureKind.HEAD, List.of(pixels(0)))).get(0);
    }
    for (int size : new int[] {2, 7, 32}) {
      for (int place : new int[] {0, size / 2, size - 1}) {
        List<float[]> images = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          images.add(pixels(i == place ? 0 : 100 * size + i));
        }
        try (Batcher.Places places = batcher.reserve(size)) {
          float[] together = await(places.submit(FeatureKind.HEAD, images)).get(place);
          assertThat(together).hasSize(TinyEncoder.DIMENSION);
          assertThat(together).usingElementComparator(within(1e-5f)).containsExactly(alone);
        }
      }
    }
    assertThat(metrics()).contains("likeness_batch_images_bucket{le=\"32.0\"} 10\n");
    assertThat(metrics()).contains("likeness_batch_images_bucket{le=\"1.0\"} 1\n");
  }

  private static java.util.Comparator<Float> within(float tolerance) {
    return (a, b) -> Math.abs(a - b) <= tolerance ? 0 : Float.compare(a, b);
  }

  @Test
  void kindsOfFeaturesDoNotMix() throws Exception {
    batcher(32, 20, 64);
    try (Batcher.Places places = batcher.reserve(4)) {
      List<CompletableFuture<float[]>> futures = new ArrayList<>();
      for (FeatureKind kind :
          List.of(FeatureKind.HEAD, FeatureKind.BACKBONE, FeatureKind.HEAD, FeatureKind.BACKBONE)) {
        futures.addAll(places.submit(kind, List.of(pixels(1))));
      }
      List<float[]> vectors = await(futures);
      assertThat(vectors)
          .extracting(vector -> vector.length)
          .containsExactly(
              TinyEncoder.DIMENSION,
              TinyEncoder.FEATURES,
              TinyEncoder.DIMENSION,
              TinyEncoder.FEATURES);
    }
  }

  @Test
  void aSingleImageDoesNotWaitForOthers() throws Exception {
    batcher(32, 10_000, 64);
    assertSoon(
        () -> {
          try (Batcher.Places places = batcher.reserve(1)) {
            await(places.submit(FeatureKind.HEAD, List.of(pixels(1))));
          }
        });
  }

  /** Sooner than after the ten seconds that an image waits for others, of a few times. */
  private static void assertSoon(Waiting waiting) throws Exception {
    Duration least = Duration.ofDays(1);
    for (int i = 0; i < 5 && least.compareTo(SOON) >= 0; i++) {
      long start = System.nanoTime();
      waiting.run();
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      least = time.compareTo(least) < 0 ? time : least;
    }
    assertThat(least).isLessThan(SOON);
  }

  private interface Waiting {
    void run() throws Exception;
  }

  @Test
  void anImageThatIsOnItsWayIsWaitedFor() throws Exception {
    batcher(32, 10_000, 64);
    try (Batcher.Places first = batcher.reserve(1);
        Batcher.Places second = batcher.reserve(1)) {
      CompletableFuture<float[]> a = first.submit(FeatureKind.HEAD, List.of(pixels(1))).get(0);
      assertThatThrownBy(() -> a.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      await(second.submit(FeatureKind.HEAD, List.of(pixels(2))));
      a.get(60, TimeUnit.SECONDS);
    }
    assertThat(metrics()).contains("likeness_batch_images_count 1\n");
  }

  @Test
  void aRequestThatGivesUpIsNotWaitedFor() throws Exception {
    batcher(32, 10_000, 64);
    assertSoon(
        () -> {
          Batcher.Places gone = batcher.reserve(3);
          try (Batcher.Places first = batcher.reserve(1)) {
            List<CompletableFuture<float[]>> all =
                first.submit(FeatureKind.HEAD, List.of(pixels(1)));
            gone.close();
            await(all);
          }
        });
  }

  @Test
  void theQueueIsBounded() throws Exception {
    batcher(4, 5, 10);
    Batcher.Places nine = batcher.reserve(9);
    try (Batcher.Places tenth = batcher.reserve(1)) {
      Refusal busy = catchThrowableOfType(Refusal.class, () -> batcher.reserve(1));
      assertThat(busy.status()).isEqualTo(429);
      assertThat(busy.retryAfter()).contains(Duration.ofSeconds(1));
      await(tenth.submit(FeatureKind.HEAD, List.of(pixels(1))));
    }
    nine.close();
    batcher.reserve(10).close();
    assertThat(catchThrowableOfType(Refusal.class, () -> batcher.reserve(11)).status())
        .isEqualTo(413);
    assertThat(metrics())
        .contains("likeness_refused_total 1.0\n")
        .contains("likeness_images_in_service 0.0\n");
  }

  @Test
  void closingComputesWhatWasTaken() throws Exception {
    batcher(2, 10_000, 64);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      images.add(pixels(i));
    }
    Batcher.Places more = batcher.reserve(5);
    List<CompletableFuture<float[]>> futures;
    try (Batcher.Places places = batcher.reserve(9)) {
      futures = places.submit(FeatureKind.HEAD, images);
      batcher.close();
    }
    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(await(futures)).hasSize(9);
    assertThat(catchThrowableOfType(Refusal.class, () -> more.extend(1)).status()).isEqualTo(503);
  }

  @Test
  void aBatchThatFailsFailsAloneAndTheNextIsComputed() throws Exception {
    batcher(2, 5, 8);
    try (Batcher.Places places = batcher.reserve(2)) {
      CompletableFuture<float[]> broken =
          places.submit(FeatureKind.HEAD, List.of(new float[1])).get(0);
      assertThatThrownBy(() -> broken.get(60, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
      assertThat(await(places.submit(FeatureKind.HEAD, List.of(pixels(1))))).hasSize(1);
    }
  }

  @Test
  void nativeObjectsAreFreed() throws Exception {
    batcher(8, 5, 64);
    submit(8);
    long before = LivePointers.settled();
    for (int i = 0; i < 30; i++) {
      submit(1 + i % 8);
    }
    assertThat(LivePointers.settled()).isLessThanOrEqualTo(before);
  }

  private void submit(int count) throws Exception {
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(pixels(i));
    }
    try (Batcher.Places places = batcher.reserve(count)) {
      await(places.submit(FeatureKind.HEAD, images));
    }
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new BatchOptions(0, Duration.ZERO, 5))
        .isInstanceOf(InputException.class)
        .hasMessage("batch must be from 1 to 1024 but is 0");
    assertThatThrownBy(() -> new BatchOptions(8, Duration.ofMinutes(1), 8))
        .hasMessage("wait-ms must be from 0 to 10000 but is 60000");
    assertThatThrownBy(() -> new BatchOptions(8, Duration.ZERO, 7))
        .hasMessage("the queue must hold a batch of 8 images but holds 7");
  }
}
