package org.likeness.data.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.data.SkippedImage;
import org.likeness.error.RunException;

/**
 * A running epoch: workers fill batches, the training thread takes them in order with {@link
 * #next}.
 *
 * <p>Batch {@code b} is made in buffer {@code b mod n}; workers may begin it once the training
 * thread has given back batch {@code b - n}. They take single images, not batches, so that the
 * batch that is waited for is finished by all of them together, and by the training thread where
 * {@link LoaderOptions#helping} says so.
 */
public final class LoaderEpoch implements AutoCloseable {
  /** One image to render: its batch's buffer, its place there and its place in the plan. */
  private record Task(BatchBuffer buffer, int batch, int position, int place) {}

  private final Loader loader;
  private final Plan plan;
  private final int[] visits;
  private final List<BatchBuffer> buffers;
  private final List<Thread> workers = new ArrayList<>();
  private final int[] unfinished; // images of the batch in each buffer that are not done
  private final int batches;
  private final Optional<Renderer> own; // of the training thread, where it helps
  private int position; // used by the training thread alone

  // Guarded by this.
  private int givenBack; // batches before this one are free
  private int taskBatch; // the next image to hand out
  private int taskPosition;
  private boolean closed;
  private @Nullable Throwable failure;
  private String failedImage = "";

  LoaderEpoch(Loader loader, Plan plan, int epoch, int firstBatch) {
    this.loader = loader;
    this.plan = plan;
    this.visits = plan.visits();
    this.buffers = loader.buffers();
    this.unfinished = new int[buffers.size()];
    this.batches = loader.batches(plan);
    this.position = firstBatch;
    this.givenBack = firstBatch;
    this.taskBatch = firstBatch;
    this.own = loader.options().helping() ? Optional.of(loader.renderer(epoch)) : Optional.empty();
    try {
      for (int i = 1; i <= loader.options().threads(); i++) {
        Renderer renderer = loader.renderer(epoch);
        Thread worker = new Thread(() -> work(renderer), "likeness-loader-" + i);
        worker.setDaemon(true);
        if (loader.options().prefetch() > 0) {
          giveWay(worker);
        }
        workers.add(worker);
        worker.start();
      }
    } catch (RuntimeException | Error e) { // no memory or no thread left: the started ones must end
      end();
      throw e;
    }
  }

  /** Lets threads that compute go first, see docs/decisions/0010-batches-give-way.md. */
  @SuppressWarnings("ThreadPriorityCheck") // affects speed, never a result
  private static void giveWay(Thread worker) {
    worker.setPriority(Thread.MIN_PRIORITY);
  }

  /**
   * The next batch; empty at the end of the epoch. Its tensors are valid until the next call of
   * this method or of {@link #close}.
   *
   * @throws RunException where too many images cannot be decoded, or the making of one failed (its
   *     exception is the cause)
   */
  public Optional<Batch> next() {
    giveBack();
    while (position < batches) {
      own.ifPresent(renderer -> help(renderer, position));
      BatchBuffer ready = await(position);
      position++;
      loader.record(ready.failures());
      if (ready.size() >= loader.options().smallestBatch()) {
        return Optional.of(ready.batch());
      }
      giveBack();
    }
    return Optional.empty();
  }

  /**
   * The number in the plan of the batch that {@link #next} tries next: where to open the epoch
   * again after an interruption.
   */
  public int position() {
    return position;
  }

  /** As {@link Loader#skipped}. */
  public List<SkippedImage> skipped() {
    return loader.skipped();
  }

  /** Frees the buffers of all batches before {@link #position}. */
  private synchronized void giveBack() {
    if (givenBack < position) {
      buffer(position - 1).giveBack();
      givenBack = position;
      notifyAll();
    }
  }

  private synchronized BatchBuffer await(int batch) {
    // Not begun yet, or begun and not finished.
    while (!closed
        && failure == null
        && (taskBatch <= batch || unfinished[batch % buffers.size()] > 0)) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunException("interrupted while waiting for a batch", e);
      }
    }
    if (closed) {
      throw new IllegalStateException("this epoch is closed");
    }
    if (failure != null) {
      throw failed(failure);
    }
    return buffer(batch);
  }

  private RunException failed(Throwable cause) {
    return cause instanceof OutOfMemoryError
        ? RunException.outOfMemory("image " + failedImage, "lower data.max-pixels", cause)
        : new RunException("the loader failed at image " + failedImage + ": " + cause, cause);
  }

  private BatchBuffer buffer(int batch) {
    return buffers.get(batch % buffers.size());
  }

  private void work(Renderer renderer) {
    for (Optional<Task> task = take(); task.isPresent(); task = take()) {
      render(renderer, task.get());
    }
  }

  /** Makes images of the batch that is waited for, as long as there are any to start. */
  private void help(Renderer renderer, int batch) {
    for (Optional<Task> task = takeOf(batch); task.isPresent(); task = takeOf(batch)) {
      render(renderer, task.get());
      if (Thread.currentThread().isInterrupted()) {
        throw new RunException("interrupted while waiting for a batch");
      }
    }
  }

  private void render(Renderer renderer, Task t) {
    try {
      renderer.render(
          t.buffer, t.position, plan.indices()[t.place], plan.partners()[t.place], visits[t.place]);
      finish(t);
    } catch (Throwable e) {
      // An OutOfMemoryError too must reach the training thread, which waits for this image.
      fail(plan.indices()[t.place], e);
    }
  }

  /**
   * The next image to render; waits while all buffers are in use; nothing when there is no more to
   * do.
   */
  private synchronized Optional<Task> take() {
    while (taskBatch < batches
        && taskBatch >= givenBack + buffers.size()
        && !closed
        && failure == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        return Optional.empty(); // only outside code interrupts a worker, to end it
      }
    }
    return handOut();
  }

  /** The next image to render where it belongs to this batch; never waits. */
  private synchronized Optional<Task> takeOf(int batch) {
    return taskBatch == batch ? handOut() : Optional.empty();
  }

  /** The next image; its buffer is free. */
  private synchronized Optional<Task> handOut() {
    if (closed || failure != null || taskBatch >= batches) {
      return Optional.empty();
    }
    int from = taskBatch * loader.options().batch();
    int count = Math.min(loader.options().batch(), plan.indices().length - from);
    if (taskPosition == 0) {
      buffer(taskBatch).begin(plan, from, count);
      unfinished[taskBatch % buffers.size()] = count;
    }
    Task task = new Task(buffer(taskBatch), taskBatch, taskPosition, from + taskPosition);
    taskPosition++;
    if (taskPosition == count) {
      taskPosition = 0;
      taskBatch++;
    }
    return Optional.of(task);
  }

  private synchronized void finish(Task task) {
    int slot = task.batch % buffers.size();
    unfinished[slot]--;
    if (unfinished[slot] == 0) {
      task.buffer.compact();
      notifyAll();
    }
  }

  private synchronized void fail(int image, Throwable error) {
    if (failure == null) {
      failure = error;
      failedImage = loader.imageId(image) + " of " + loader.datasetName();
    }
    notifyAll();
  }

  /**
   * Ends the workers and waits for them. They are not interrupted (that would close the files they
   * read) but finish the image that they are at.
   */
  @Override
  public void close() {
    if (end()) {
      if (position > givenBack) {
        buffer(position - 1).giveBack();
      }
      loader.epochClosed();
    }
  }

  /** Ends the workers and waits for them; false where that was done before. */
  private boolean end() {
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true; // the buffers must not be freed while a worker writes: keep waiting
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
