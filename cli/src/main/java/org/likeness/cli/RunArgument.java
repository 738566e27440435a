package org.likeness.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;
import org.likeness.train.RunLayout;
import picocli.CommandLine.Parameters;

/**
 * {@code RUN}: a run by its path, by its name below {@code runs/}, or {@code last}; or an exported
 * encoder, a safetensors file.
 */
final class RunArgument {
  private static final String ENCODER = ".safetensors";

  @Parameters(
      paramLabel = "RUN",
      description =
          "A run: its path, its name below runs/, or last. Or the file of an encoder, encoder.safetensors.")
  private String run = "last";

  /** What an encoder is loaded from. */
  Path encoder() {
    return isFile() ? Path.of(run) : layout().folder();
  }

  /** The recipe that the run was made with; empty for an encoder's file. */
  Optional<PretrainRecipe> recipe() {
    return isFile()
        ? Optional.empty()
        : Optional.of(PretrainRecipe.of(Recipe.read(layout().recipe())));
  }

  private boolean isFile() {
    return run.endsWith(ENCODER) && Files.isRegularFile(Path.of(run));
  }

  private RunLayout layout() {
    return RunLayout.find(RunLayout.RUNS, run);
  }
}
