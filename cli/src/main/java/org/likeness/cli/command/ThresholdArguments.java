package org.likeness.cli.command;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Readable;
import org.likeness.collection.Calibration;
import org.likeness.collection.CopyEdit;
import org.likeness.error.InputException;
import picocli.CommandLine.Option;

/**
 * From which similarity on two images are copies: given, or calibrated on the images themselves.
 */
final class ThresholdArguments {
  private static final double HALF = 0.5;

  @Option(
      names = "--threshold",
      paramLabel = "X",
      description =
          "Similarity from which on two images are copies, -1 to 1. Default: calibrated on your images, for which they and the encoder are needed.")
  private @Nullable Double threshold;

  @Option(
      names = "--false-alarms",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description =
          "For the calibrated threshold: the share of the images that may be taken for copies of an image that is none. Default: 0.01.")
  private double falseAlarms = 0.01;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the images that are edited for the calibration. Default: 0.")
  private long seed;

  /**
   * A threshold and what it was calibrated by.
   *
   * @param threshold the similarity
   * @param calibration empty where the threshold was given
   */
  record Chosen(double threshold, Optional<Calibration> calibration) {}

  void check() {
    if (threshold != null && !(threshold >= -1 && threshold <= 1)) {
      throw new InputException("--threshold must be in [-1, 1] but is " + threshold);
    }
    if (!(falseAlarms >= 0 && falseAlarms < 1)) {
      throw new InputException("--false-alarms must be in [0, 1) but is " + falseAlarms);
    }
  }

  /** The threshold for a collection; says how it was found. */
  Chosen choose(CollectionCommand command, OpenCollection collection) throws IOException {
    if (threshold != null) {
      command.object.put("threshold", threshold);
      return new Chosen(threshold, Optional.empty());
    }
    Calibration calibration =
        command.shown(
            "Calibrating",
            "copies",
            progress ->
                Calibration.of(
                    collection.rows(),
                    collection.images(),
                    collection.embedder(),
                    Calibration.SAMPLE,
                    seed,
                    progress));
    double chosen = ReportCommand.typed(calibration.threshold(falseAlarms));
    double recall = calibration.recall(chosen);
    command.object.put("threshold", chosen);
    command.object.put("recall", recall);
    command.object.put("falseAlarms", calibration.falseAlarms(chosen));
    command.object.put("leftOut", calibration.leftOut());
    command
        .console()
        .line(
            "Threshold %s, calibrated on your images: it finds %s of %s edited copies (%s), and takes another image for a copy at %s of %s%s."
                .formatted(
                    ReportCommand.threshold(chosen),
                    CollectionCommand.percent(recall),
                    Readable.count(calibration.copies().length),
                    CopyEdit.PHRASE,
                    CollectionCommand.percent(calibration.falseAlarms(chosen)),
                    Readable.count(calibration.others().length, "image"),
                    calibration.leftOut() == 0
                        ? ""
                        : "; %s that the pixels show to be %s left out"
                            .formatted(
                                Readable.count(calibration.leftOut(), "near image"),
                                calibration.leftOut() == 1 ? "a copy is" : "copies are")));
    if (recall < HALF) {
      command
          .console()
          .warn(
              "At this rate of false alarms most copies are missed, since this encoder finds other images as similar: allow more by --false-alarms, or use another encoder or --features.");
    }
    return new Chosen(chosen, Optional.of(calibration));
  }
}
