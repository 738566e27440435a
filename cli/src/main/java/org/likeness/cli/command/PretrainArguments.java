package org.likeness.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.likeness.torch.ComputeDevice;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * What {@code likeness pretrain} understands, with its help: a mixin for the command that acts on
 * it. Nothing is resolved here; what was not given is empty and takes the recipe's value.
 */
final class PretrainArguments {
  @ArgGroup(exclusive = false, validate = false, order = 1, heading = "%nWhat people need first:%n")
  private First first = new First();

  @ArgGroup(exclusive = false, validate = false, order = 2, heading = "%nChange the recipe:%n")
  private Changes changes = new Changes();

  @ArgGroup(exclusive = false, validate = false, order = 3, heading = "%nGo on with a run:%n")
  private GoOn goOn = new GoOn();

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

  /** A path, or a name below {@code runs/}. */
  Optional<String> out() {
    return Optional.ofNullable(first.out);
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

  /** The run to go on with: a path, a name or {@code last}; empty where a new one begins. */
  Optional<String> resume() {
    return Optional.ofNullable(goOn.resume);
  }

  /** The five options that stand on top. */
  private static final class First {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "Pictures to learn from: a folder, a CSV, tar files, or a name that the command datasets lists. Default: the recipe's.")
    private @Nullable String data;

    @Option(
        names = "--method",
        paramLabel = "NAME",
        completionCandidates = Candidates.MethodNames.class,
        description = "One that the command methods lists. Default: the recipe's.")
    private @Nullable String method;

    @Option(
        names = "--recipe",
        paramLabel = "NAME|FILE",
        completionCandidates = Candidates.RecipeNames.class,
        description =
            "One that the command recipes lists, or a YAML file. Default: one that fits the data.")
    private @Nullable String recipe;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        description = "Passes over the pictures. Default: the recipe's.")
    private @Nullable Integer epochs;

    @Option(
        names = "--out",
        paramLabel = "RUN",
        description =
            "Folder of the run, or a name below runs/. Default: runs/ and a name made of date and method.")
    private @Nullable String out;
  }

  /** Options for those who know what they look for. */
  private static final class Changes {
    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description =
            "Set any value of the recipe, as often as you like; its last part is enough where it is the only one (--set lr=0.03). The commands"
                + " recipes and methods show the keys.")
    private List<String> settings = new ArrayList<>();

    @Option(
        names = "--init",
        paramLabel = "FILE",
        description =
            "Begin with the network's weights from this safetensors file (torchvision's names) instead of random ones.")
    private @Nullable Path init;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description =
            "Another seed gives other random numbers; the same one gives the same run. Default: the recipe's, mostly 0.")
    private @Nullable Long seed;

    @Option(
        names = "--device",
        paramLabel = "NAME",
        description =
            "Where to compute: cpu, or cuda where libtorch is built for it. Default: the recipe's.")
    private @Nullable ComputeDevice device;
  }

  /** Resuming. */
  private static final class GoOn {
    @Option(
        names = "--resume",
        paramLabel = "RUN",
        arity = "0..1",
        fallbackValue = "last",
        description =
            "Go on from the last checkpoint of this run: a path, a name below runs/, or last. Default: last.")
    private @Nullable String resume;
  }
}
