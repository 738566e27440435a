package org.likeness.data.load;

/**
 * How batches are made. None of this changes a value in a batch except {@code batch}, {@code
 * dropLast} and {@code smallestBatch}.
 *
 * @param batch images per batch, at least 1
 * @param workers threads that decode and augment, of the lowest priority where {@code prefetch} is
 *     not 0; 0 for as many as there are cores
 * @param dropLast leaves out the last batch where it is not full
 * @param prefetch full batches that wait for the training thread, made while it computes; memory
 *     for {@code prefetch + 2} batches is held. 0 for none: a batch is made by all workers when it
 *     is asked for, in the memory of one, and nothing else computes meanwhile
 * @param smallestBatch a batch with fewer images is skipped: 2 for training (batch normalisation
 *     needs two), 1 to miss no image
 * @param helping true where the thread that takes the batches helps the workers while it waits for
 *     one
 */
public record LoaderOptions(
    int batch, int workers, boolean dropLast, int prefetch, int smallestBatch, boolean helping) {
  public LoaderOptions {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1 but is " + batch);
    }
    if (workers < 0 || workers > 1024) {
      throw new IllegalArgumentException("workers must be in [0, 1024] but is " + workers);
    }
    if (prefetch < 0 || prefetch > 1024) {
      throw new IllegalArgumentException("prefetch must be in [0, 1024] but is " + prefetch);
    }
    if (smallestBatch < 1) {
      throw new IllegalArgumentException(
          "smallest-batch must be at least 1 but is " + smallestBatch);
    }
  }

  /** For training: full batches only, at least two images each. */
  public static LoaderOptions training(int batch) {
    return new LoaderOptions(batch, 0, true, 2, 2, true);
  }

  /** For processing every image once: the last batch may be small. */
  public static LoaderOptions everyImage(int batch) {
    return new LoaderOptions(batch, 0, false, 0, 1, false);
  }

  public LoaderOptions withWorkers(int count) {
    return new LoaderOptions(batch, count, dropLast, prefetch, smallestBatch, helping);
  }

  public LoaderOptions withPrefetch(int batches) {
    return new LoaderOptions(batch, workers, dropLast, batches, smallestBatch, helping);
  }

  public LoaderOptions withDropLast(boolean drop) {
    return new LoaderOptions(batch, workers, drop, prefetch, smallestBatch, helping);
  }

  /** The number of threads that {@code workers} stands for on this machine. */
  public int threads() {
    return workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
  }

  /** The number of batch buffers that the workers fill in turn. */
  public int buffers() {
    return prefetch == 0 ? 1 : prefetch + 2;
  }
}
