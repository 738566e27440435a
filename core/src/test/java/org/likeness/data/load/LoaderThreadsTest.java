package org.likeness.data.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.FakeDataset;
import org.likeness.data.FakeView;
import org.likeness.data.Plan;
import org.likeness.error.RunException;
import org.likeness.image.Image;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.LivePointers;

/** Which threads make the batches, and what becomes of their failures; see {@link LoaderTest}. */
final class LoaderThreadsTest implements NoWorkerIsLeft {
  /** A view of one number that does something when it is rendered. */
  private record Watched(Callable<?> onRender) implements View {
    @Override
    public long[] shape() {
      return new long[] {1, 1, 1};
    }

    @Override
    public void render(Image image, RandomStream random, float[] out, int offset) {
      try {
        onRender.call();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** How many batches an epoch of so many images has. */
  private static int batches(int images, LoaderOptions options, Callable<?> onRender) {
    Views views = Views.of(new Watched(onRender));
    int batches = 0;
    try (Loader loader = new Loader(new FakeDataset(images), views, options, new RandomSource(3));
        LoaderEpoch epoch = loader.open(plan(images), 0, 0)) {
      while (epoch.next().isPresent()) {
        batches++;
      }
    }
    return batches;
  }

  private static Plan plan(int images) {
    return Plan.of(IntStream.range(0, images).toArray());
  }

  private static boolean isWorker() {
    return Thread.currentThread().getName().startsWith("likeness-loader");
  }

  /** The worker and the thread that waits each hold an image until the other has one too. */
  @Test
  void inTrainingTheThreadThatWaitsHelps() {
    CountDownLatch both = new CountDownLatch(2);
    Set<String> makers = ConcurrentHashMap.newKeySet();
    int batches =
        batches(
            8,
            LoaderOptions.training(4).withWorkers(1),
            () -> {
              if (makers.add(Thread.currentThread().getName())) {
                both.countDown();
              }
              assertThat(both.await(60, TimeUnit.SECONDS)).isTrue();
              return null;
            });
    assertThat(batches).isEqualTo(2);
    assertThat(makers)
        .containsExactlyInAnyOrder(Thread.currentThread().getName(), "likeness-loader-1");
  }

  @Test
  void elsewhereWorkersAloneMakeBatches() {
    Set<String> makers = ConcurrentHashMap.newKeySet();
    for (int prefetch : new int[] {0, 2}) {
      LoaderOptions options = LoaderOptions.everyImage(4).withPrefetch(prefetch).withWorkers(1);
      assertThat(batches(8, options, () -> makers.add(Thread.currentThread().getName())))
          .isEqualTo(2);
    }
    assertThat(makers).containsExactly("likeness-loader-1");
  }

  @Test
  void aWorkersExceptionIsTheCause() {
    refuses(
        LoaderOptions.everyImage(2),
        () -> {
          throw new IllegalStateException("no such crop");
        });
  }

  /** The worker holds its first image until the thread that waits has one too. */
  @Test
  void theHelpersExceptionIsTheCause() {
    CountDownLatch helped = new CountDownLatch(1);
    refuses(
        LoaderOptions.training(64).withWorkers(1),
        () -> {
          if (!isWorker()) {
            helped.countDown();
            throw new IllegalStateException("no such crop");
          }
          assertThat(helped.await(60, TimeUnit.SECONDS)).isTrue();
          return null;
        });
  }

  private static void refuses(LoaderOptions options, Callable<?> onRender) {
    assertThatThrownBy(() -> batches(64, options, onRender))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith("the loader failed at image ")
        .hasRootCauseMessage("no such crop");
  }

  @Test
  void memoryThatDoesNotSufficeNamesTheImageAndTheRemedy() {
    assertThatThrownBy(
            () ->
                batches(
                    64,
                    LoaderOptions.training(64).withWorkers(2),
                    () -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(RunException.class)
        .hasMessageMatching(
            "image image-\\d+ of fake does not fit into Java's memory of \\d+ MB: raise it with LIKENESS_JAVA_OPTS=-Xmx\\d+m, or lower data.max-pixels");
  }

  @Test
  void anInterruptEndsTheHelpersWait() {
    CountDownLatch helped = new CountDownLatch(1);
    try {
      assertThatThrownBy(
              () ->
                  batches(
                      64,
                      LoaderOptions.training(64).withWorkers(1),
                      () -> {
                        if (isWorker()) {
                          assertThat(helped.await(60, TimeUnit.SECONDS)).isTrue();
                        } else {
                          helped.countDown();
                          Thread.currentThread().interrupt();
                        }
                        return null;
                      }))
          .isInstanceOf(RunException.class)
          .hasMessage("interrupted while waiting for a batch");
    } finally {
      assertThat(Thread.interrupted()).isTrue(); // and clears it for the tests that follow
    }
  }

  /** One number a view, until it has been asked for its length so many times. */
  private record Failing(AtomicInteger asked, int most) implements View {
    @Override
    public long[] shape() {
      return new long[] {1, 1, 1};
    }

    @Override
    public int length() {
      if (asked.incrementAndGet() > most) {
        throw new OutOfMemoryError("no memory left");
      }
      return 1;
    }

    @Override
    public void render(Image image, RandomStream random, float[] out, int offset) {
      out[offset] = 1;
    }
  }

  /** Each buffer asks for the length once, then each worker: the third gets none. */
  @Test
  void aWorkerThatCannotBeMadeEndsTheOthersAndLeavesTheLoaderAsItWas() {
    LoaderOptions options = LoaderOptions.everyImage(4).withWorkers(4);
    AtomicInteger asked = new AtomicInteger();
    Views views = Views.of(new Failing(asked, options.buffers() + 2));
    long before = LivePointers.settled();
    try (Loader loader = new Loader(new FakeDataset(8), views, options, new RandomSource(3))) {
      assertThatThrownBy(() -> loader.open(plan(8), 0, 0)).hasMessage("no memory left");
      noWorkerIsLeft();
      asked.set(Integer.MIN_VALUE);
      try (LoaderEpoch epoch = loader.open(plan(8), 0, 0)) {
        assertThat(epoch.next()).isPresent();
      }
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void memoryThatCannotBeHadFreesWhatWas() {
    LoaderOptions options = LoaderOptions.training(4);
    long before = LivePointers.settled();
    for (int most = 0; most < options.buffers(); most++) {
      Views views = Views.of(new FakeView(4, false), new Failing(new AtomicInteger(), most));
      assertThatThrownBy(() -> new Loader(new FakeDataset(8), views, options, new RandomSource(3)))
          .hasMessage("no memory left");
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void closingEarlyEndsTheWorkers() {
    try (Loader loader =
        new Loader(
            new FakeDataset(500),
            Views.of(new FakeView(4, false)),
            LoaderOptions.everyImage(2).withPrefetch(2).withWorkers(4),
            new RandomSource(3))) {
      try (LoaderEpoch open = loader.open(plan(500), 0, 0)) {
        open.next();
        assertThatThrownBy(() -> loader.open(plan(500), 0, 0))
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(loader::close).isInstanceOf(IllegalStateException.class);
      }
      try (LoaderEpoch again = loader.open(plan(500), 1, 3)) {
        assertThat(again.next()).isPresent();
        assertThat(again.position()).isEqualTo(4);
        again.close();
        assertThatThrownBy(again::next).isInstanceOf(IllegalStateException.class);
      }
    }
  }
}
