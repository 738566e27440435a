package org.likeness.collection;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.features.FeatureProgress;
import org.likeness.torch.Scope;
import org.likeness.torch.SerialProducts;
import org.likeness.torch.Torch;

/**
 * Goes through the similarities of queries and bank tile by tile; each of {@link Torch#threads}
 * threads takes some queries and the whole bank, or the calling thread all where they are few. At
 * no time are there more similarities than one tile a thread.
 *
 * @param queries one side
 * @param bank the other; may be the same
 * @param halves both are the same and each pair is wanted once: bank rows before a tile's first
 *     query are left out
 */
record TileScan(UnitRows queries, UnitRows bank, boolean halves) {
  private static final int QUERY_TILE = 512;
  private static final int BANK_TILE = 1024;

  /** Takes the similarities; one for each thread. */
  interface Reader {
    /** Similarities of a query to the bank rows {@code first}, {@code first + 1} and so on. */
    void read(int query, float[] similarities, int first);

    /** All similarities of these queries were read. */
    default void end(int first, int count) {}
  }

  /**
   * Reads all.
   *
   * @param readers makes the reader of a thread
   * @param progress is told of queries, on the thread that calls this
   * @throws CancellationException if {@code progress} cancels it
   */
  void run(Supplier<Reader> readers, FeatureProgress progress) {
    int tiles = (queries.size() + QUERY_TILE - 1) / QUERY_TILE;
    if (tiles == 1) {
      alone(readers.get(), progress);
      return;
    }
    int threads = Math.max(1, Math.min(tiles, Torch.threads()));
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    ForkJoinPool pool = new ForkJoinPool(threads);
    List<ForkJoinTask<?>> running = new ArrayList<>();
    try (SerialProducts serial = SerialProducts.open()) {
      for (int i = 0; i < threads; i++) {
        Reader reader = readers.get();
        running.add(pool.submit(() -> work(reader, next, done, tiles, stopped)));
      }
      while (running.stream().anyMatch(task -> !task.isDone())) {
        pause();
        if (!progress.proceed(Math.min(done.get(), queries.size()), queries.size())) {
          stopped.set(true);
        }
      }
    } finally {
      stopped.set(true);
      running.forEach(ForkJoinTask::quietlyJoin); // all, before the tensors may be freed
      pool.shutdown();
    }
    running.forEach(ForkJoinTask::join); // throws what one of them threw
    if (done.get() < queries.size()) {
      throw cancelled();
    }
    progress.proceed(queries.size(), queries.size());
  }

  /** A single tile on the calling thread, whose products may have several threads. */
  private void alone(Reader reader, FeatureProgress progress) {
    int count = queries.size();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor asking = queries.rows(0, count);
      for (int b = 0; b < bank.size(); b += BANK_TILE) {
        if (!progress.proceed(0, count)) {
          throw cancelled();
        }
        read(reader, asking, 0, b);
      }
    }
    reader.end(0, count);
    progress.proceed(count, count);
  }

  private static CancellationException cancelled() {
    return new CancellationException("the comparison was cancelled");
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private void work(
      Reader reader, AtomicInteger next, AtomicInteger done, int tiles, AtomicBoolean stopped) {
    for (int i = next.getAndIncrement(); i < tiles; i = next.getAndIncrement()) {
      int first = i * QUERY_TILE;
      int count = Math.min(QUERY_TILE, queries.size() - first);
      try (Scope scope = Scope.openNoGrad()) {
        Tensor asking = queries.rows(first, count);
        for (int b = halves ? first : 0; b < bank.size(); b += BANK_TILE) {
          if (stopped.get()) {
            return;
          }
          read(reader, asking, first, b);
        }
      }
      reader.end(first, count);
      done.addAndGet(count);
    }
  }

  private void read(Reader reader, Tensor asking, int first, int bankFirst) {
    int width = Math.min(BANK_TILE, bank.size() - bankFirst);
    try (Scope tile = Scope.openNoGrad()) {
      Tensor product = torch.mm(asking, bank.rows(bankFirst, width).t()).contiguous(); // [q, w]
      FloatBuffer buffer = product.data_ptr_float().capacity(product.numel()).asBuffer();
      float[] row = new float[width];
      int count = Math.toIntExact(asking.size(0));
      for (int q = 0; q < count; q++) {
        buffer.get(row);
        reader.read(first + q, row, bankFirst);
      }
    }
  }
}
