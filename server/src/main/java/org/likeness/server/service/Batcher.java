package org.likeness.server.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.pytorch.Tensor;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureKind;
import org.likeness.server.Refusal;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the images of many requests into batches, which one thread sends through the network.
 *
 * <p>A request first takes places, so that their number stays bounded before its images are read;
 * then it submits pixels. A batch leaves when it is full, when its first image has waited for
 * {@link BatchOptions#delay}, or when all images that have a place are in it, so that a single
 * client never waits. Thread-safe.
 */
final class Batcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int ANSWER_THREADS = 16;

  private final Encoder encoder;
  private final BatchOptions options;
  private final ServiceMetrics metrics;
  private final long[] shape;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Item> waiting = new ArrayDeque<>();
  private final ExecutorService answers =
      Executors.newFixedThreadPool(ANSWER_THREADS, work -> daemon(work, "answers"));
  private final Thread dispatcher = daemon(this::dispatch, "batches");
  private int taken;
  private boolean stopping;

  Batcher(Encoder encoder, BatchOptions options, ServiceMetrics metrics) {
    this.encoder = encoder;
    this.options = options;
    this.metrics = metrics;
    this.shape = encoder.preprocessing().asView().shape();
    metrics.watchPlaces(this::taken);
    dispatcher.start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** The images that have a place. */
  private int taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes places for images.
   *
   * @throws Refusal if there are none (429), or the service stops (503)
   */
  Places reserve(int images) {
    Places places = new Places();
    places.extend(images);
    return places;
  }

  /** Adds images to the queue; each must have a place. */
  private List<CompletableFuture<float[]>> submit(FeatureKind kind, List<float[]> pixels) {
    List<CompletableFuture<float[]>> vectors = new ArrayList<>();
    lock.lock();
    try {
      for (float[] image : pixels) {
        Item item = new Item(kind, image, new CompletableFuture<>());
        waiting.add(item);
        vectors.add(item.vector());
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    return vectors;
  }

  private void dispatch() {
    List<Item> batch = next();
    while (!batch.isEmpty()) {
      run(batch);
      batch = next();
    }
  }

  /** Waits for the next batch; empty at the end. */
  private List<Item> next() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (stopping) {
          return List.of();
        }
        changed.awaitUninterruptibly();
      }
      long left = options.delay().toNanos();
      while (left > 0 && waiting.size() < Math.min(options.size(), taken) && !stopping) {
        left = changed.awaitNanos(left);
      }
      return sameKind();
    } catch (InterruptedException e) {
      return sameKind(); // nobody interrupts this thread, and what is waiting must be answered
    } finally {
      lock.unlock();
    }
  }

  /** The longest beginning of the queue that one pass computes. */
  private List<Item> sameKind() {
    List<Item> batch = new ArrayList<>();
    FeatureKind kind = waiting.element().kind();
    while (batch.size() < options.size()
        && !waiting.isEmpty()
        && waiting.element().kind() == kind) {
      batch.add(waiting.remove());
    }
    return batch;
  }

  private void run(List<Item> batch) {
    float[] vectors;
    try {
      long start = System.nanoTime();
      vectors = vectors(batch);
      metrics.batch(batch.size(), System.nanoTime() - start);
    } catch (RuntimeException | Error e) { // the thread must go on
      LOG.error("a batch of {} images failed", batch.size(), e);
      release(batch.size());
      IllegalStateException failure = new IllegalStateException("a batch failed", e);
      batch.forEach(item -> answers.execute(() -> item.vector().completeExceptionally(failure)));
      return;
    }
    release(batch.size());
    int width = vectors.length / batch.size();
    for (int i = 0; i < batch.size(); i++) {
      CompletableFuture<float[]> vector = batch.get(i).vector();
      float[] row = Arrays.copyOfRange(vectors, i * width, (i + 1) * width);
      answers.execute(() -> vector.complete(row));
    }
  }

  private float[] vectors(List<Item> batch) {
    int length = Math.toIntExact(shape[0] * shape[1] * shape[2]);
    float[] all = new float[Math.multiplyExact(batch.size(), length)];
    for (int i = 0; i < batch.size(); i++) {
      System.arraycopy(batch.get(i).pixels(), 0, all, i * length, length);
    }
    try (Scope scope = Scope.openNoGrad()) {
      Tensor images = Tensors.of(all, batch.size(), shape[0], shape[1], shape[2]);
      return batch.get(0).kind() == FeatureKind.HEAD
          ? encoder.embed(images)
          : encoder.features(images);
    }
  }

  private void release(int places) {
    lock.lock();
    try {
      taken -= places;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and returns when all that was taken is computed. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopping = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      dispatcher.join();
      answers.shutdown();
      if (!answers.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("some answers were not sent");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Item(FeatureKind kind, float[] pixels, CompletableFuture<float[]> vector) {}

  /** Places of a request; those that are not used are given back by {@link #close}. */
  final class Places implements AutoCloseable {
    private int unused;

    private Places() {}

    /**
     * Takes further places.
     *
     * @throws Refusal as for {@link #reserve}
     */
    void extend(int images) {
      if (unused + images > options.queue()) {
        throw new Refusal(
            Refusal.TOO_LARGE,
            "a request may have at most " + options.queue() + " images: send several");
      }
      lock.lock();
      try {
        if (stopping) {
          throw Refusal.stopping();
        }
        if (taken + images > options.queue()) {
          metrics.refused();
          throw Refusal.busy("the service has too much to do: try again later", RETRY);
        }
        taken += images;
        unused += images;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Computes vectors, one for each image, on places of this request.
     *
     * @param pixels preprocessed, {@code C * H * W} each
     */
    List<CompletableFuture<float[]>> submit(FeatureKind kind, List<float[]> pixels) {
      if (pixels.size() > unused) {
        throw new IllegalStateException(pixels.size() + " images need as many places");
      }
      unused -= pixels.size();
      return Batcher.this.submit(kind, pixels);
    }

    @Override
    public void close() {
      release(unused);
      unused = 0;
    }
  }
}
