package org.likeness.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.index.IndexWriter;
import org.jspecify.annotations.Nullable;

/**
 * Adds rows to Lucene's writer by several threads, since linking a row into the graph is most of
 * the work. Few batches wait at a time.
 */
final class RowAdder {
  private static final int BATCH = 256;

  private final IndexWriter writer;
  private final ExecutorService threads;
  private final int permits;
  private final Semaphore waiting;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private List<RowDocument> batch = new ArrayList<>(BATCH);

  RowAdder(IndexWriter writer, ExecutorService threads, int count) {
    this.writer = writer;
    this.threads = threads;
    this.permits = 2 * count;
    this.waiting = new Semaphore(permits);
  }

  /** Adds a row, later; throws what adding an earlier one threw. */
  void add(RowDocument row) throws IOException {
    batch.add(row);
    if (batch.size() == BATCH) {
      submit();
    }
  }

  /** Waits until all rows are added. */
  void finish() throws IOException {
    submit();
    waiting.acquireUninterruptibly(permits);
    waiting.release(permits);
    throwFailure();
  }

  /** Waits until nothing is being added, whatever has failed. */
  void await() {
    waiting.acquireUninterruptibly(permits);
    waiting.release(permits);
  }

  private void submit() throws IOException {
    throwFailure();
    List<RowDocument> rows = batch;
    batch = new ArrayList<>(BATCH);
    waiting.acquireUninterruptibly();
    threads.execute(
        () -> {
          try {
            if (failure.get() == null) {
              for (RowDocument row : rows) {
                writer.addDocument(row.document());
              }
            }
          } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            waiting.release();
          }
        });
  }

  private void throwFailure() throws IOException {
    @Nullable Throwable thrown = failure.get();
    if (thrown instanceof IOException e) {
      throw e;
    }
    if (thrown instanceof UncheckedIOException e) {
      throw java.util.Objects.requireNonNull(e.getCause());
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }
}
