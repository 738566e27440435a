package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.likeness.data.DataFingerprint;
import org.likeness.data.source.DataOptions;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.RunException;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.io.AtomicFile;
import org.likeness.io.Digests;
import org.likeness.io.Json;
import org.likeness.option.OptionRecords;
import org.likeness.run.RunLayout;

/** Keeps each report with its run, so that no measurement is made twice. */
final class StoredReports implements RunMeasure {
  private static final int DIGITS = 12;

  private final RunMeasure measuring;
  private final Function<DataOptions, DataFingerprint> fingerprints;

  /**
   * Reports of what another measures.
   *
   * @param fingerprints of images other than those of the run
   */
  StoredReports(RunMeasure measuring, Function<DataOptions, DataFingerprint> fingerprints) {
    this.measuring = requireNonNull(measuring, "measuring is null");
    this.fingerprints = requireNonNull(fingerprints, "fingerprints is null");
  }

  @Override
  public Report measure(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataOptions> images,
      FeatureProgress heard) {
    Path file = file(run, measure, network, pixels, images.map(fingerprints));
    if (Files.exists(file)) {
      return read(file);
    }
    Report report = measuring.measure(run, measure, network, pixels, images, heard);
    try {
      AtomicFile.replace(file, Json.pretty(report.json()));
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
    return report;
  }

  /**
   * The file of a report: its name has what it depends on beside the run.
   *
   * @param images others than those of the run
   */
  static Path file(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataFingerprint> images) {
    String options =
        OptionRecords.describe(measure.options()).stream()
            .map(option -> option.key() + "=" + option.valueText())
            .collect(Collectors.joining("\n"));
    String what =
        pixels
            ? FeatureKind.PIXELS.label()
            : measure.features().orElse(measure.kind().features()).label() + "@" + network;
    String rest = Digests.sha256(options + "\n" + images.map(DataFingerprint::hash).orElse(""));
    return run.evaluations()
        .resolve("experiments")
        .resolve("%s-%s-%s.json".formatted(measure.kind().name(), what, rest.substring(0, DIGITS)));
  }

  private static Report read(Path file) {
    try {
      return new Report(Json.read(file));
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          file + " is damaged: " + e.getMessage() + "; delete it, and it is measured again", e);
    }
  }
}
