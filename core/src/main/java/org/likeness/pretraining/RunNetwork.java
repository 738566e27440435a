package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.data.TrainingData;
import org.likeness.data.source.DownloadProgress;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.features.FeatureProgress;
import org.likeness.io.FileNames;
import org.likeness.io.Json;
import org.likeness.method.Method;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Torch;
import org.likeness.train.KeptNetwork;
import org.likeness.train.KeptNetworks;

/**
 * A network of a run, or an encoder's file: what {@code RUN} stands for in commands. {@code RUN}
 * alone is the encoder that the run ended with; {@code RUN@best}, {@code RUN@last}, {@code RUN@12}
 * are networks of its checkpoints, {@code RUN@untrained} the one before its first step.
 */
public final class RunNetwork {
  private static final String FILE = ".safetensors";

  /** The epoch of an encoder where it is not known. */
  private static final String CHOSEN = "chosen";

  /**
   * A method with a classifier has one for so many at least; no encoder depends on their number.
   */
  private static final int FEWEST_CLASSES = 2;

  private static final DownloadProgress QUIET = (file, bytes, total) -> {};

  private final Path place;
  private final Optional<RunLayout> run;
  private final NetworkName name;

  private RunNetwork(Path place, Optional<RunLayout> run, NetworkName name) {
    this.place = place;
    this.run = run;
    this.name = name;
  }

  /** A network of a run. */
  public static RunNetwork of(RunLayout run, NetworkName name) {
    return new RunNetwork(run.folder(), Optional.of(run), requireNonNull(name, "name is null"));
  }

  /** The encoder of a file. */
  public static RunNetwork of(Path file) {
    return new RunNetwork(
        requireNonNull(file, "file is null"), Optional.empty(), NetworkName.ENCODER);
  }

  /**
   * Finds what a text stands for: the file of an encoder, or a run as for {@link RunLayout#find},
   * with {@code @} and the name of a network behind it or not.
   *
   * @param runs the folder of runs
   * @throws InputException if there is no such run, or no such name
   */
  public static RunNetwork find(Path runs, String text) {
    if (isFile(text)) {
      return of(FileNames.path(text));
    }
    int at = text.lastIndexOf('@');
    if (at <= 0 || isRun(runs, text)) {
      return of(RunLayout.find(runs, text), NetworkName.ENCODER);
    }
    String before = text.substring(0, at);
    String after = text.substring(at + 1);
    if (isFile(before)) {
      throw new InputException(
          "%s is the file of an encoder and has one network: leave out @%s"
              .formatted(before, after));
    }
    if (after.isEmpty()) {
      throw new InputException(
          "%s names no network: leave out the @, or add best, last, untrained, or the number of an epoch"
              .formatted(text));
    }
    RunLayout found = RunLayout.find(runs, before);
    return of(found, new NetworkName(after));
  }

  private static boolean isFile(String text) {
    return text.endsWith(FILE) && Files.isRegularFile(FileNames.path(text));
  }

  /** True for a folder whose name has an {@code @} of its own. */
  private static boolean isRun(Path runs, String text) {
    return new RunLayout(FileNames.path(text)).exists()
        || new RunLayout(runs.resolve(text)).exists();
  }

  /**
   * The file or the run that holds the encoder; empty for another network of a run, which has no
   * file of an encoder.
   */
  public Optional<Path> encoderFile() {
    return Optional.of(place).filter(there -> name.equals(NetworkName.ENCODER));
  }

  /** The run; empty for the file of an encoder. */
  public Optional<RunLayout> run() {
    return run;
  }

  /** Which network of the run it is. */
  public NetworkName name() {
    return name;
  }

  /**
   * The recipe of the run with paths for this working folder; empty for the file of an encoder.
   *
   * @throws InputException if it cannot be read
   */
  public Optional<PretrainRecipe> recipe() {
    return run.map(RunPaths::recipe);
  }

  /** Whether {@link #load()} opens the run's images. */
  boolean needsImages() {
    return name.equals(NetworkName.UNTRAINED);
  }

  /**
   * Loads the network, on the processor. That before the first step is built by the run's recipe,
   * for which its images are opened.
   *
   * @throws InputException if the run has no such network, or a file is damaged
   */
  public LoadedNetwork load() {
    if (!needsImages()) {
      return run.isEmpty() || name.equals(NetworkName.ENCODER) ? encoder() : kept();
    }
    PretrainRecipe recipe = recipe().orElseThrow();
    DataParts parts = OwnImages.open(run.orElseThrow(), recipe, QUIET);
    try (Dataset images = parts.whole()) {
      return untrained(parts);
    } catch (IOException e) {
      throw new RunException(parts.whole().name() + " cannot be closed: " + e.getMessage(), e);
    }
  }

  /** As {@link #load()}, with the run's images, which are open already. */
  LoadedNetwork load(DataParts own) {
    return needsImages() ? untrained(own) : load();
  }

  private LoadedNetwork untrained(DataParts own) {
    Torch.require();
    PretrainRecipe recipe = recipe().orElseThrow();
    return new LoadedNetwork(
        UntrainedNetwork.of(recipe, own.train(), ComputeDevice.CPU, FeatureProgress.NONE),
        name.text());
  }

  private LoadedNetwork encoder() {
    if (run.isPresent()
        && !Files.exists(place.resolve("encoder" + FILE))
        && Files.isDirectory(run.get().checkpoints())) {
      throw new InputException(
          place
              + " has no encoder yet, since training is not finished: run ./likeness pretrain --resume "
              + place
              + " to finish it, sooner with --epochs N"
              + (new KeptNetworks(run.get()).isEmpty() ? "" : ", or use " + place + "@last"));
    }
    return new LoadedNetwork(Encoder.load(place), epochOfSummary());
  }

  /** The number of the encoder's epoch where the run's summary has it. */
  private String epochOfSummary() {
    if (run.isEmpty()) {
      return CHOSEN;
    }
    try {
      JsonNode epoch = Json.read(run.get().summary()).path("epoch");
      return epoch.isInt() ? epoch.asText() : CHOSEN;
    } catch (IOException e) {
      return CHOSEN; // stopped before its summary
    }
  }

  private LoadedNetwork kept() {
    Torch.require();
    KeptNetwork kept = checkpoint();
    Method method = method(kept);
    kept.restore(method);
    Encoder encoder = EncoderAlone.of(method);
    return new LoadedNetwork(data().map(encoder::trainedOn).orElse(encoder), kept.epoch());
  }

  /**
   * The checkpoint of a network that is not the untrained one of a run.
   *
   * @throws InputException if there is none, or it is damaged
   */
  KeptNetwork checkpoint() {
    KeptNetworks networks = new KeptNetworks(run.orElseThrow());
    if (name.number().isPresent()) {
      return networks.after(name.number().getAsInt());
    }
    if (name.equals(NetworkName.ENCODER)) {
      return networks.chosen();
    }
    return name.equals(NetworkName.BEST) ? networks.best() : networks.last();
  }

  /** A new method of the run's recipe, into which a checkpoint fits. */
  Method method(KeptNetwork kept) {
    PretrainRecipe recipe = recipe().orElseThrow();
    int classes = data().map(known -> known.fingerprint().classes()).orElse(0);
    return recipe
        .withPaths(recipe.data(), "") // initial weights would be replaced
        .build(kept.images(), Math.max(FEWEST_CLASSES, classes));
  }

  private Optional<TrainingData> data() {
    return RunData.read(run.orElseThrow()).map(RunData::data);
  }
}
