package org.likeness.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import picocli.CommandLine.Parameters;

/**
 * {@code RUN}: a run by its path, by its name below {@code runs/}, or {@code last}; or an exported
 * encoder, a safetensors file.
 */
final class RunArgument {
  private static final String ENCODER = ".safetensors";
  private static final String UNKNOWN_EPOCH = "chosen";

  @Parameters(
      paramLabel = "RUN",
      description =
          "A run: its path, its name below runs/, or last. Or the file of an encoder, encoder.safetensors.")
  private String run = "last";

  /**
   * What an encoder is loaded from.
   *
   * @throws InputException where there is no such run, or it has no encoder yet
   */
  Path encoder() {
    if (isFile()) {
      return Path.of(run);
    }
    Path folder = layout().folder();
    if (!Files.exists(folder.resolve("encoder" + ENCODER))
        && Files.isDirectory(layout().checkpoints())) {
      throw new InputException(
          folder
              + " has no encoder yet, since training has not come to its end: ./likeness pretrain --resume "
              + folder
              + " finishes it, sooner with --epochs N");
    }
    return folder;
  }

  /** The recipe that the run was made with; empty for an encoder's file. */
  Optional<PretrainRecipe> recipe() {
    return isFile()
        ? Optional.empty()
        : Optional.of(PretrainRecipe.of(Recipe.read(layout().recipe())));
  }

  /**
   * Which epoch's network the encoder is, for a protocol: its number where the run's summary says
   * it, else {@code chosen}.
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

  private boolean isFile() {
    return run.endsWith(ENCODER) && Files.isRegularFile(Path.of(run));
  }

  private RunLayout layout() {
    return RunLayout.find(RunLayout.RUNS, run);
  }
}
