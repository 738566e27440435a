package org.likeness.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.error.InputException;
import org.likeness.experiment.ExperimentFolder;
import org.likeness.experiment.ImagePlaces;
import org.likeness.experiment.Scale;
import org.likeness.experiment.Selection;
import picocli.CommandLine.Option;

/** The options of {@code likeness experiment}, with their help. */
final class ExperimentArguments {
  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      defaultValue = "small",
      description =
          "smoke: generated images, about a minute. small: about five minutes for a run on two cores. paper: the paper's setting. Default:"
              + " small.")
  private Scale scale = Scale.SMALL;

  @Option(
      names = "--data",
      paramLabel = "[KEY=]DIR",
      description =
          "Where images are that the experiment names by a key; may be repeated. Without a key for the one that is no data set of the"
              + " command datasets.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "ROW",
      split = ",",
      description = "Do these rows only; may be repeated.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N,...",
      split = ",",
      description = "Do these seeds only. Default: those of the experiment.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description =
          "Say what would be trained and how long it would take, by some steps of each row.")
  private boolean dryRun;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of all experiments and their runs. Default: runs/experiments.")
  private @Nullable Path out;

  boolean dryRun() {
    return dryRun;
  }

  Selection selection() {
    return new Selection(scale, only, seeds);
  }

  Path out() {
    return Optional.ofNullable(out).orElse(ExperimentFolder.USUAL);
  }

  /** The images that are given. */
  ImagePlaces places() {
    Map<String, String> byKey = new LinkedHashMap<>();
    Optional<String> single = Optional.empty();
    for (String given : data) {
      int equals = given.indexOf('=');
      if (equals > 0) {
        byKey.put(given.substring(0, equals), given.substring(equals + 1));
      } else if (single.isPresent()) {
        throw new InputException("--data is given twice without a key: write --data KEY=DIR");
      } else {
        single = Optional.of(given);
      }
    }
    return new ImagePlaces(byKey, single);
  }
}
