package org.likeness.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.likeness.error.RunException;

/**
 * Threads whose libtorch operations each run on their thread alone, for work that is cut into as
 * many parts as there are cores: parts do not wait for each other as the threads of one operation
 * do. They are daemons that live as long as the process.
 */
public final class SingleThreads {
  private static final Map<Integer, ExecutorService> BY_COUNT = new HashMap<>();

  private SingleThreads() {}

  /**
   * So many threads, started on first use. Whoever submits work waits for all of it, whatever
   * happens, before the memory that it uses is freed ({@link #all}).
   */
  public static synchronized ExecutorService of(int count) {
    return BY_COUNT.computeIfAbsent(count, SingleThreads::start);
  }

  /**
   * Runs all parts and waits for them, through interrupts, which are kept.
   *
   * @throws RuntimeException the first that a part threw; of others that failed too, suppressed
   */
  public static void all(ExecutorService threads, List<Runnable> parts) {
    List<Future<?>> begun = new ArrayList<>();
    Throwable failure = null;
    try {
      for (Runnable part : parts) {
        begun.add(threads.submit(part));
      }
    } catch (RuntimeException | Error e) { // no memory: what was begun must still be waited for
      failure = e;
    }
    for (Future<?> one : begun) {
      Throwable thrown = failureOf(one);
      if (failure == null) {
        failure = thrown;
      } else if (thrown != null) {
        failure.addSuppressed(thrown);
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private static @Nullable Throwable failureOf(Future<?> one) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          one.get();
          return null;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return e.getCause();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * libtorch gives a thread the process's number of threads at its first question, and setting a
   * thread's own number sets the process's too, which is put back here once all have theirs.
   */
  private static ExecutorService start(int count) {
    Torch.require();
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, "likeness-single-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    int own = torch.get_num_threads();
    CountDownLatch each = new CountDownLatch(count);
    Runnable begin =
        () -> {
          try {
            torch.get_num_threads();
            torch.set_num_threads(1);
          } finally {
            each.countDown();
          }
          awaitAll(each); // or one thread would take the beginning of another
        };
    try {
      all(threads, Collections.nCopies(count, begin));
    } catch (RuntimeException | Error e) {
      threads.shutdownNow();
      throw e;
    } finally {
      torch.set_num_threads(own);
    }
    return threads;
  }

  private static void awaitAll(CountDownLatch each) {
    try {
      each.await();
    } catch (InterruptedException e) {
      throw new RunException("a thread was interrupted while it began", e);
    }
  }
}
