package org.likeness.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.augment.Preprocessing;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;

/** A run of a few epochs of five steps, in the forms that the tests need. */
final class TinyRun {
  static final Preprocessing PREPROCESSING =
      new Preprocessing(4, 4, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
  static final int IMAGES = 43;
  static final int EPOCHS = 4;
  static final int STEPS = 5;
  private static final int SIZE = 6;

  private TinyRun() {}

  static TrainOptions options() {
    return options(EPOCHS, 8, 0.5, 1, true);
  }

  static TrainOptions options(int epochs, int batch, double lr, int accumulate, boolean dropLast) {
    TrainOptions d = TrainOptions.defaults();
    return new TrainOptions(
        epochs,
        batch,
        lr,
        LrScaling.NONE,
        "sgd",
        1e-3,
        Optional.empty(),
        ScheduleKind.COSINE,
        List.of(),
        d.gamma(),
        List.of(),
        0.5,
        0,
        0,
        accumulate,
        Precision.FLOAT32,
        d.device(),
        false,
        1,
        2,
        1,
        0,
        3,
        List.of(),
        List.of("knn"),
        dropLast,
        1,
        false,
        0);
  }

  static TinyMethod method(int images) {
    return new TinyMethod(images, SIZE, 11);
  }

  static RunDirectory directory(Path folder) {
    RunLayout layout = new RunLayout(folder);
    return layout.exists()
        ? RunDirectory.open(layout)
        : RunDirectory.create(folder, "method: tiny\n");
  }

  static Trainer trainer(
      Optional<RunDirectory> run, TrainOptions options, TrainingListener... listeners) {
    return trainer(method(IMAGES), run, options, listeners);
  }

  static Trainer trainer(
      TinyMethod method,
      Optional<RunDirectory> run,
      TrainOptions options,
      TrainingListener... listeners) {
    return new Trainer(
        Training.of(method, new TinyImages(IMAGES), new RandomSource(5), options, run),
        List.of(listeners));
  }

  /** Trains, or goes on, until {@code stopAfter} updates are done or all. */
  static RunEnd train(Path folder, long stopAfter) {
    StopAt stop = new StopAt(stopAfter);
    try (RunDirectory run = directory(folder)) {
      Trainer trainer = trainer(Optional.of(run), options(), stop);
      stop.trainer = Optional.of(trainer);
      return trainer.run();
    }
  }

  /** The lines of steps and epochs, without times. */
  static List<JsonNode> numbers(Path folder) {
    List<JsonNode> lines = new ArrayList<>();
    for (JsonNode line : Metrics.read(new RunLayout(folder).metrics())) {
      if (line.path("event").asText().matches("step|epoch")) {
        lines.add(((ObjectNode) line).without(List.of("seconds")));
      }
    }
    return lines;
  }

  static Path lastState(Path folder) {
    List<Checkpoint> all = new Checkpoints(new RunLayout(folder).checkpoints(), List.of()).all();
    return all.get(all.size() - 1).state();
  }

  /** Asks the trainer to stop. */
  private static final class StopAt implements TrainingListener {
    private final long steps;
    private Optional<Trainer> trainer = Optional.empty();

    StopAt(long steps) {
      this.steps = steps;
    }

    @Override
    public void onStepEnd(StepEnd event) {
      if (event.step().index() + 1 == steps) {
        trainer.orElseThrow().stop();
      }
    }
  }
}
