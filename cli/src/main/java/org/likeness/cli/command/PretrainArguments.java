package org.likeness.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.likeness.io.FileNames;
import org.likeness.run.RunLayout;
import org.likeness.torch.ComputeDevice;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The options of {@code likeness pretrain}, with their help. Nothing is resolved here; an option
 * that is not given is empty and takes the recipe's value.
 */
final class PretrainArguments {
  @ArgGroup(exclusive = false, validate = false, order = 1, heading = "%nCommon options:%n")
  private First first = new First();

  @ArgGroup(exclusive = false, validate = false, order = 2, heading = "%nChange the recipe:%n")
  private Changes changes = new Changes();

  @ArgGroup(exclusive = false, validate = false, order = 3, heading = "%nResume a run:%n")
  private Resume resume = new Resume();

  /** A folder, file or name of a data set. */
  Optional<String> data() {
    return Optional.ofNullable(first.data);
  }

  Optional<String> method() {
    return Optional.ofNullable(first.method);
  }

  /** A name from {@code ./likeness recipes}, or a file. */
  Optional<String> recipe() {
    return Optional.ofNullable(first.recipe);
  }

  OptionalInt epochs() {
    return first.epochs == null ? OptionalInt.empty() : OptionalInt.of(first.epochs);
  }

  /** How long the run may take in all, such as {@code 30m}. */
  Optional<String> budget() {
    return Optional.ofNullable(first.budget);
  }

  /** The folder of a new run: a path, or a name below {@code runs/}. */
  Optional<Path> out() {
    return Optional.ofNullable(first.out).map(PretrainArguments::folder);
  }

  private static Path folder(String out) {
    boolean path = out.isEmpty() || out.equals(".") || out.equals("..");
    return path || out.contains("/") || out.contains("\\")
        ? FileNames.path(out)
        : RunLayout.RUNS.resolve(FileNames.path(out));
  }

  /** Settings in the order in which they were given, {@code KEY=VALUE} each. */
  List<String> settings() {
    return List.copyOf(changes.settings);
  }

  Optional<Path> initialWeights() {
    return Optional.ofNullable(changes.init);
  }

  OptionalLong seed() {
    return changes.seed == null ? OptionalLong.empty() : OptionalLong.of(changes.seed);
  }

  Optional<ComputeDevice> device() {
    return Optional.ofNullable(changes.device);
  }

  /** The run to resume: a path, a name or {@code last}; empty for a new run. */
  Optional<String> resume() {
    return Optional.ofNullable(resume.run);
  }

  /** The options used most. */
  private static final class First {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        completionCandidates = Candidates.DataNames.class,
        description =
            "Images to train on: a folder, a CSV, tar files, or a name that the command datasets lists. Default: the recipe's.")
    private @Nullable String data;

    @Option(
        names = "--method",
        paramLabel = "NAME",
        completionCandidates = Candidates.MethodNames.class,
        description = "A name that the command methods lists. Default: the recipe's.")
    private @Nullable String method;

    @Option(
        names = "--recipe",
        paramLabel = "NAME|FILE",
        completionCandidates = Candidates.RecipeNames.class,
        description =
            "A name that the command recipes lists, or a YAML file. Default: one that fits the data.")
    private @Nullable String recipe;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        description = "Passes over the training images. Default: the recipe's.")
    private @Nullable Integer epochs;

    @Option(
        names = "--budget",
        paramLabel = "TIME",
        description =
            "Train for so long in all, such as 30m or 2h: epochs, and if needed network and views, are fitted to it.")
    private @Nullable String budget;

    @Option(
        names = "--out",
        paramLabel = "RUN",
        description =
            "Folder of the run, or a name below runs/. Default: runs/ and a name made of date and method.")
    private @Nullable String out;
  }

  /** Options that are used less often. */
  private static final class Changes {
    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description =
            "Set any value of the recipe; may be repeated. The last part of a key is enough where it is unique (--set lr=0.03). The commands"
                + " recipes and methods show the keys.")
    private List<String> settings = new ArrayList<>();

    @Option(
        names = "--init",
        paramLabel = "FILE",
        description =
            "Start from the network weights in this safetensors file (torchvision's names) instead of random ones.")
    private @Nullable Path init;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description =
            "Seed of all random numbers; the same seed gives the same run. Default: the recipe's, usually 0.")
    private @Nullable Long seed;

    @Option(
        names = "--device",
        paramLabel = "NAME",
        description =
            "Device to train on: cpu, or cuda with a build for CUDA. Default: the recipe's.")
    private @Nullable ComputeDevice device;
  }

  /** Resuming. */
  private static final class Resume {
    @Option(
        names = "--resume",
        paramLabel = "RUN",
        completionCandidates = Candidates.RunNames.class,
        arity = "0..1",
        fallbackValue = "last",
        description =
            "Resume this run from its last checkpoint: a path, a name below runs/, or last. Default: last.")
    private @Nullable String run;
  }
}
