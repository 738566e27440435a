package org.likeness.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Threads whose libtorch operations each run on their thread alone, for work that is cut into as
 * many parts as there are cores: parts do not wait for each other as the threads of one operation
 * do. They are daemons, started on first use, that live as long as the process.
 */
public final class SingleThreads {
  private static final Map<Integer, ThreadPoolExecutor> BY_COUNT = new HashMap<>();

  private SingleThreads() {}

  /**
   * Runs each part on a thread of its own and waits for all, also when interrupted (the interrupt
   * is kept) or after one has failed: none is running when the caller frees their tensors.
   *
   * @throws RuntimeException the first that a part threw; those of others are suppressed
   */
  public static void run(List<Runnable> parts) {
    ThreadPoolExecutor threads = threads(parts.size());
    List<Future<?>> begun = new ArrayList<>();
    Throwable failure = null;
    try {
      for (Runnable part : parts) {
        begun.add(threads.submit(part));
      }
    } catch (RuntimeException | Error e) { // no memory: the started parts must still be waited for
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

  private static synchronized ThreadPoolExecutor threads(int count) {
    return BY_COUNT.computeIfAbsent(count, SingleThreads::start);
  }

  /**
   * libtorch gives a thread the process's number of threads at its first call, and setting a
   * thread's own number sets the process's too, which is put back here once all have theirs.
   */
  private static ThreadPoolExecutor start(int count) {
    Torch.require();
    int own = torch.get_num_threads();
    CountDownLatch alone = new CountDownLatch(count);
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Runnable computesAlone =
                  () -> {
                    torch.get_num_threads();
                    torch.set_num_threads(1);
                    alone.countDown();
                    work.run();
                  };
              Thread thread =
                  new Thread(computesAlone, "likeness-single-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      threads.prestartAllCoreThreads();
    } catch (RuntimeException | Error e) { // no memory or no thread left
      threads.shutdown();
      throw e;
    }
    await(alone);
    torch.set_num_threads(own);
    return threads;
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
