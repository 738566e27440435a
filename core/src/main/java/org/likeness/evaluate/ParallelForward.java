package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.encoder.Network;
import org.likeness.error.RunException;
import org.likeness.torch.Scope;
import org.likeness.torch.SerialProducts;
import org.likeness.torch.Torch;

/**
 * The vectors of a batch by as many threads as libtorch has, each with a slice of the batch on one
 * core: a fifth faster on two cores than one slice with all threads in every operation, which wait
 * for each other some hundred times a batch. On a GPU, with one thread and for small batches it is
 * the ordinary call.
 *
 * <p>How a batch is cut depends on its size and the number of threads alone, and so do the bits of
 * its rows. The network must be in evaluation mode, in which several threads may ask it at once.
 */
public final class ParallelForward implements AutoCloseable {
  /** Images in a slice, at least; for fewer, handing over costs more than it saves. */
  private static final int LEAST = 2;

  private final Embedder embedder;
  private final int threads;
  private final ExecutorService slices;

  /** Starts the threads; not inside a scope that closes before this does. */
  public ParallelForward(Embedder embedder) {
    this.embedder = requireNonNull(embedder, "embedder is null");
    this.threads = onProcessor(embedder) ? Torch.threads() : 1;
    AtomicInteger number = new AtomicInteger();
    this.slices =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "likeness-forward-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    if (threads > 1) {
      try {
        startAll();
      } catch (RuntimeException | Error e) { // no memory or no thread left: those begun must end
        Torch.keepThreads(threads);
        slices.shutdownNow();
        throw e;
      }
    }
  }

  private static boolean onProcessor(Embedder embedder) {
    try (Scope scope = Scope.openNoGrad()) {
      return embedder.network().map(Network::weights).stream()
          .flatMap(weights -> weights.values().stream())
          .limit(1)
          .noneMatch(Tensor::is_cuda);
    }
  }

  /** Each thread must say once that it computes alone, and all before the first slice. */
  private void startAll() {
    CountDownLatch all = new CountDownLatch(threads);
    List<Future<?>> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      started.add(
          slices.submit(
              () -> {
                Torch.computeAlone();
                all.countDown();
                all.await(); // so that no thread takes the task of another
                return null;
              }));
    }
    await(started);
    Torch.keepThreads(threads);
  }

  /**
   * As {@link Embedder#vectors}, in float32 and contiguous; in the scope of the caller.
   *
   * @param images {@code [B, C, H, W]}
   * @return {@code [B, dimension]}
   */
  public Tensor vectors(Tensor images) {
    int size = Math.toIntExact(images.size(0));
    int count = Math.min(threads, size / LEAST);
    if (count < 2) {
      return embedder.vectors(images).to(ScalarType.Float).contiguous();
    }
    Tensor rows = torch.empty(size, embedder.dimension());
    List<Future<?>> started = new ArrayList<>();
    try (SerialProducts alone = SerialProducts.open()) {
      for (int i = 0; i < count; i++) {
        long from = (long) size * i / count;
        long end = (long) size * (i + 1) / count;
        started.add(slices.submit(() -> slice(images, rows, from, end - from)));
      }
      await(started);
    }
    return rows;
  }

  private void slice(Tensor images, Tensor rows, long from, long count) {
    try (Scope scope = Scope.openNoGrad()) {
      rows.narrow(0, from, count).copy_(embedder.vectors(images.narrow(0, from, count)));
    }
  }

  /** Waits for all, also after one has failed: the others still read the batch. */
  private static void await(List<Future<?>> started) {
    RuntimeException first = null;
    for (Future<?> one : started) {
      try {
        await(one);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Waits through interrupts, for memory must not be freed under a slice. */
  private static void await(Future<?> one) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          one.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new RunException("a slice of a batch failed: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    slices.shutdown();
  }
}
