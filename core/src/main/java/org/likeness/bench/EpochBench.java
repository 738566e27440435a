package org.likeness.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.method.Method;
import org.likeness.random.RandomSource;
import org.likeness.train.EpochEnd;
import org.likeness.train.TrainOptions;
import org.likeness.train.Trainer;
import org.likeness.train.Training;
import org.likeness.train.TrainingListener;

/**
 * Whole epochs of training: images from where they lie, views, steps; nothing is measured or kept.
 */
public final class EpochBench {
  private EpochBench() {}

  /**
   * Trains for one epoch more than there are rounds in {@code options}; the first one, in which
   * Java compiles and images are decoded into memory, is not counted.
   *
   * @param method built for the images; it is trained by this
   * @param options whose epochs are one more than the rounds
   */
  public static EpochTiming measure(
      Method method, Dataset images, TrainOptions options, RandomSource random) {
    List<EpochEnd> ends = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            ends.add(event);
          }
        };
    new Trainer(Training.of(method, images, random, options, Optional.empty()), List.of(listener))
        .run();
    List<Double> milliseconds = ends.stream().skip(1).map(end -> end.seconds() * 1000).toList();
    Timing timing =
        new Timing("an epoch", milliseconds, ends.get(ends.size() - 1).images(), "images");
    return new EpochTiming(timing, ends.stream().map(EpochEnd::loss).toList());
  }
}
