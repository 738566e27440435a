package org.likeness.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.io.FileNames;
import org.likeness.io.Json;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunPaths;
import org.likeness.run.RestoredData;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;
import picocli.CommandLine.Parameters;

/**
 * {@code RUN}: a run by its path, by its name below {@code runs/}, or {@code last}; or the
 * safetensors file of an encoder.
 */
final class RunArgument {
  private static final String ENCODER = ".safetensors";
  private static final String UNKNOWN_EPOCH = "chosen";

  @Parameters(
      paramLabel = "RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description =
          "A run: its path, its name below runs/, or last. Or the file of an encoder, such as encoder.safetensors.")
  private String run = "last";

  /**
   * The folder or file to load an encoder from.
   *
   * @throws InputException where there is no such run, or it has no encoder yet
   */
  Path encoder() {
    if (isFile()) {
      return FileNames.path(run);
    }
    Path folder = layout().folder();
    if (!Files.exists(folder.resolve("encoder" + ENCODER))
        && Files.isDirectory(layout().checkpoints())) {
      throw new InputException(
          folder
              + " has no encoder yet, since training is not finished: run ./likeness pretrain --resume "
              + folder
              + " to finish it, sooner with --epochs N");
    }
    return folder;
  }

  /** The recipe of the run, with paths for this working folder; empty for an encoder's file. */
  Optional<PretrainRecipe> recipe() {
    return isFile() ? Optional.empty() : Optional.of(RunPaths.recipe(layout()));
  }

  /**
   * Checks that these are the images of the run; any images are for the file of an encoder and for
   * a run that keeps no record of its own.
   *
   * @throws InputException where they are others
   */
  void requireSame(Dataset images) {
    if (!isFile()) {
      RunData.read(layout())
          .ifPresent(
              data ->
                  data.requireSame(
                      layout(), images, "restore them, or name images with --data DIR"));
    }
  }

  /**
   * The epoch of the encoder, for a protocol: its number where the run's summary has it, else
   * {@code chosen}.
   */
  String epoch() {
    if (isFile()) {
      return UNKNOWN_EPOCH;
    }
    Path summary = layout().summary();
    try {
      JsonNode epoch = Json.read(summary).path("epoch");
      return epoch.isInt() ? epoch.asText() : UNKNOWN_EPOCH;
    } catch (IOException e) {
      return UNKNOWN_EPOCH; // stopped before its summary
    }
  }

  /**
   * A data set as the run knows it; as it is where it is not the run's own.
   *
   * @param own whether it is
   * @param maxSkipped share of its images that may fail to decode
   * @throws InputException where the run's list of skipped images cannot be used
   */
  Dataset restored(Dataset dataset, boolean own, double maxSkipped) {
    return own && !isFile()
        ? RestoredData.of(dataset, layout().skipped()).limited(maxSkipped)
        : dataset;
  }

  /** Where reports on this run are kept; empty for an encoder's file. */
  Optional<Path> evaluations() {
    return isFile() ? Optional.empty() : Optional.of(layout().evaluations());
  }

  private boolean isFile() {
    return run.endsWith(ENCODER) && Files.isRegularFile(FileNames.path(run));
  }

  private RunLayout layout() {
    return RunLayout.find(RunLayout.RUNS, run);
  }
}
