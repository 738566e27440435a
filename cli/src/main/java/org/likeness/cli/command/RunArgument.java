package org.likeness.cli.command;

import org.likeness.error.InputException;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;
import picocli.CommandLine.Parameters;

/**
 * {@code RUN}: a run by its path, by its name below {@code runs/}, or {@code last}, and which of
 * its networks, as in {@code last@best}; or the safetensors file of an encoder.
 */
final class RunArgument {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      completionCandidates = Candidates.RunNamesOrFiles.class,
      description =
          "A run: its path, its name below runs/, or last. RUN@last, RUN@best, RUN@12 or RUN@untrained for a network of it other than its"
              + " encoder, or the file of an encoder, such as encoder.safetensors; evaluate verdict, responses and card take a run alone.")
  private String run = "last";

  /**
   * The network.
   *
   * @throws InputException where there is no such run
   */
  RunNetwork network() {
    return RunNetwork.find(RunLayout.RUNS, run);
  }

  /**
   * The run itself.
   *
   * @param what what needs it, the first words of a message
   * @throws InputException where it is an encoder's file, or a network of the run is named
   */
  RunLayout requireRun(String what) {
    RunNetwork network = network();
    if (!network.name().equals(NetworkName.ENCODER)) {
      throw new InputException(
          what + " uses the encoder of the run: name it without @" + network.name().text());
    }
    return network
        .run()
        .orElseThrow(
            () ->
                new InputException(
                    what + " needs a run, not the file of an encoder: name its folder, or last"));
  }
}
