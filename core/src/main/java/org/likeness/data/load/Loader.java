package org.likeness.data.load;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.SkippedImage;
import org.likeness.data.Skips;
import org.likeness.error.InputException;
import org.likeness.random.RandomSource;
import org.likeness.torch.SystemMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes batches of views, either alternating with the network or while it computes ({@link
 * LoaderOptions#prefetch}). It owns the memory of its batches: worker threads write the values
 * directly into it, and the training thread receives tensors over that same memory.
 *
 * <p>What a batch holds is a function of plan, epoch and seed, never of the number of workers or of
 * where an epoch was begun. An image that cannot be decoded is left out of its batch, which is then
 * smaller by one, as long as {@link Dataset#skips} allows it.
 *
 * <p>One epoch at a time; used by one thread.
 */
public final class Loader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);

  private final Dataset dataset;
  private final Views views;
  private final LoaderOptions options;
  private final RandomSource random;
  private final Skips skips;
  private final List<BatchBuffer> buffers = new ArrayList<>();
  private final Map<Integer, SkippedImage> skipped = new TreeMap<>();
  private boolean epochIsOpen;
  private boolean closed;

  /**
   * Allocates the memory; to be called before the loop (it is kept until {@link #close}, also when
   * it is created inside a scope).
   */
  public Loader(Dataset dataset, Views views, LoaderOptions options, RandomSource random) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.views = requireNonNull(views, "views is null");
    this.options = requireNonNull(options, "options is null");
    this.random = requireNonNull(random, "random is null");
    this.skips = Skips.of(dataset);
    requireMemory(views, options);
    try {
      for (int i = 0; i < options.buffers(); i++) {
        buffers.add(new BatchBuffer(views, options.batch()));
      }
    } catch (RuntimeException | Error e) {
      buffers.forEach(BatchBuffer::close);
      throw e;
    }
  }

  /**
   * Checks that the memory of the machine holds the batches of a loader.
   *
   * @throws InputException if it does not
   */
  public static void requireMemory(Views views, LoaderOptions options) {
    double floats = views.views().stream().mapToDouble(View::length).sum();
    SystemMemory.require(
        floats * Float.BYTES * options.batch() * options.buffers(),
        String.format(
            Locale.ROOT,
            "holding %s of %,d images",
            options.buffers() == 1 ? "a batch" : options.buffers() + " batches",
            options.batch()),
        "lower the batch or the size of the views");
  }

  /** How many batches a plan gives where all images can be decoded. */
  public int batches(Plan plan) {
    int images = plan.indices().length;
    return options.dropLast()
        ? images / options.batch()
        : Math.toIntExact((images + options.batch() - 1L) / options.batch());
  }

  /**
   * Starts the workers on one epoch.
   *
   * @param firstBatch the first batch to make, counted from 0 in the plan ({@link
   *     LoaderEpoch#position}); nothing before it is decoded
   */
  public LoaderEpoch open(Plan plan, int epoch, int firstBatch) {
    if (epochIsOpen || closed) {
      throw new IllegalStateException(
          closed
              ? "this loader is closed"
              : "an epoch of this loader is still open: close it first");
    }
    int batches = batches(plan);
    if (batches == 0 && plan.indices().length > 0) {
      throw new InputException(
          "%s has %d images for an epoch, fewer than one batch of %d: lower the batch size"
              .formatted(dataset.name(), plan.indices().length, options.batch()));
    }
    if (firstBatch < 0 || firstBatch > batches) {
      throw new IllegalArgumentException(
          "first batch must be 0 to " + batches + " but is " + firstBatch);
    }
    LoaderEpoch opened = new LoaderEpoch(this, plan, epoch, firstBatch);
    epochIsOpen = true;
    return opened;
  }

  /** The images found so far that cannot be decoded, each once, in the order of the data set. */
  public List<SkippedImage> skipped() {
    return List.copyOf(skipped.values());
  }

  /** The state of a thread that makes images; each thread has its own. */
  Renderer renderer(int epoch) {
    return new Renderer(dataset, views, random, epoch);
  }

  String datasetName() {
    return dataset.name();
  }

  String imageId(int image) {
    return dataset.info(image).id();
  }

  LoaderOptions options() {
    return options;
  }

  List<BatchBuffer> buffers() {
    return buffers;
  }

  /** Counts the images missing from a batch; throws once there are too many in the data set. */
  void record(List<BatchBuffer.Failure> failures) {
    for (BatchBuffer.Failure failure : failures) {
      if (skipped.putIfAbsent(failure.image(), failure.skipped()) == null) {
        LOG.info("skipped {}: {}", failure.skipped().id(), failure.skipped().reason());
        skips.add(failure.skipped());
      }
    }
    if (!failures.isEmpty()) {
      skips.check();
    }
  }

  void epochClosed() {
    epochIsOpen = false;
  }

  /** Frees the memory of the batches. An epoch that is still open must be closed before. */
  @Override
  public void close() {
    if (epochIsOpen) {
      throw new IllegalStateException("an epoch of this loader is still open: close it first");
    }
    closed = true;
    buffers.forEach(BatchBuffer::close);
    buffers.clear();
  }
}
