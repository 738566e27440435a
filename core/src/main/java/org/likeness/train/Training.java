package org.likeness.train;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.data.Sampler;
import org.likeness.data.ShuffledSampler;
import org.likeness.method.Method;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;

/**
 * What is trained on what.
 *
 * @param method built outside any scope
 * @param images the training set
 * @param sampler the order of each epoch; it supplies partners, and pseudo-labels where the method
 *     asks for them
 * @param random all random numbers: the method was built from the same
 * @param options how
 * @param run where checkpoints and metrics go; empty to leave nothing behind
 */
public record Training(
    Method method,
    Dataset images,
    Sampler sampler,
    RandomSource random,
    TrainOptions options,
    Optional<RunDirectory> run) {
  public Training {
    requireNonNull(method, "method is null");
    requireNonNull(images, "images is null");
    requireNonNull(sampler, "sampler is null");
    requireNonNull(random, "random is null");
    requireNonNull(options, "options is null");
    requireNonNull(run, "run is null");
  }

  /** Every image once an epoch, shuffled. */
  public static Training of(
      Method method,
      Dataset images,
      RandomSource random,
      TrainOptions options,
      Optional<RunDirectory> run) {
    return new Training(
        method, images, new ShuffledSampler(images.size(), random), random, options, run);
  }
}
