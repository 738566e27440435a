package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.method.Method;
import org.likeness.optim.OptimizerChoice;
import org.likeness.random.RandomSource;
import org.likeness.train.EpochEnd;
import org.likeness.train.RunStart;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainOptions;
import org.likeness.train.Trainer;
import org.likeness.train.Training;
import org.likeness.train.TrainingListener;

/** Times whole epochs of training: images, views, steps; nothing is evaluated or saved. */
public final class EpochBench {
  /**
   * What epochs came to.
   *
   * @param epochs time of each, the first one left out
   * @param losses mean loss of each epoch, the first one included
   */
  public record Result(Timing epochs, List<Double> losses) {
    public Result {
      requireNonNull(epochs, "epochs is null");
      losses = List.copyOf(losses);
    }
  }

  private final long imagesPerEpoch;
  private final List<EpochEnd> ends = new ArrayList<>();
  private final Trainer trainer;
  private BenchProgress progress = BenchProgress.NONE;

  /**
   * Prepares the benchmark.
   *
   * @param method built for the images; the benchmark trains it
   * @param options their number of epochs is one more than the number of rounds
   * @param optimizer of the method's parameters
   * @throws org.likeness.error.InputException where there are too few images for a step
   */
  public EpochBench(
      Method method,
      Dataset images,
      TrainOptions options,
      OptimizerChoice optimizer,
      RandomSource random) {
    this.imagesPerEpoch =
        options.stepsPerEpoch(images.size()) * options.batch() * options.accumulate();
    this.trainer =
        new Trainer(
            Training.of(method, images, random, options, optimizer, Optional.empty()),
            List.of(new Listener()));
  }

  /** Images per epoch: those of whole batches. */
  public long imagesPerEpoch() {
    return imagesPerEpoch;
  }

  /**
   * Trains once, for one epoch more than the number of rounds; the first, in which Java compiles
   * and images are decoded into memory, is not timed.
   *
   * @param heard is called after each step
   */
  public Result measure(BenchProgress heard) {
    progress = heard;
    trainer.run();
    List<Double> milliseconds = ends.stream().skip(1).map(end -> end.seconds() * 1000).toList();
    return new Result(
        new Timing("an epoch", milliseconds, imagesPerEpoch, "images"),
        ends.stream().map(EpochEnd::loss).toList());
  }

  private final class Listener implements TrainingListener {
    @Override
    public void onRunStart(RunStart event) {
      progress.to(0, event.stepsPerEpoch() * event.epochs());
    }

    @Override
    public void onStepEnd(StepEnd event) {
      progress.to(event.step().index() + 1, event.step().total());
    }

    @Override
    public void onEpochEnd(EpochEnd event) {
      ends.add(event);
    }
  }
}
