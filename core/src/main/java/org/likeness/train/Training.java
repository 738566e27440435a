package org.likeness.train;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.data.Sampler;
import org.likeness.data.ShuffledSampler;
import org.likeness.method.Method;
import org.likeness.optim.OptimizerChoice;
import org.likeness.optim.OptimizerEntry;
import org.likeness.optim.Optimizers;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;

/**
 * The input of a {@link Trainer}, which runs the training loop: method, images, options.
 *
 * @param method the method, built outside any scope
 * @param images the training set
 * @param sampler the order of each epoch, and partners
 * @param random all random numbers; the method was built from the same source
 * @param options training options
 * @param optimizer the optimizer and its options
 * @param run where checkpoints and metrics are written; empty to write nothing
 */
public record Training(
    Method method,
    Dataset images,
    Sampler sampler,
    RandomSource random,
    TrainOptions options,
    OptimizerChoice optimizer,
    Optional<RunDirectory> run) {
  public Training {
    requireNonNull(method, "method is null");
    requireNonNull(images, "images is null");
    requireNonNull(sampler, "sampler is null");
    requireNonNull(random, "random is null");
    requireNonNull(options, "options is null");
    requireNonNull(optimizer, "optimizer is null");
    requireNonNull(run, "run is null");
  }

  /** Every image once per epoch, shuffled. */
  public static Training of(
      Method method,
      Dataset images,
      RandomSource random,
      TrainOptions options,
      OptimizerChoice optimizer,
      Optional<RunDirectory> run) {
    return new Training(
        method,
        images,
        new ShuffledSampler(images.size(), random),
        random,
        options,
        optimizer,
        run);
  }

  /** As {@link #of} with the optimizer that the options name and its default options. */
  public static Training of(
      Method method,
      Dataset images,
      RandomSource random,
      TrainOptions options,
      Optional<RunDirectory> run) {
    OptimizerEntry<?> entry = Optimizers.named(options.optimizer());
    return of(method, images, random, options, entry.with(entry.defaults()), run);
  }
}
