package org.likeness.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.io.JsonException;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.method.State;
import org.likeness.optim.Optimizer;
import org.likeness.torch.Tensors;

/**
 * Everything needed to resume a run as if it had not been interrupted. A folder of three files:
 *
 * <ul>
 *   <li>{@code state.safetensors}: the method's tensors by the names of its {@link State}
 *       (networks, banks, queues, centres);
 *   <li>{@code optimizer.safetensors}: the optimizer's;
 *   <li>{@code checkpoint.json}: {@code format} (2), {@code step} (updates done), {@code scalars}
 *       (the method's scalars), {@code progress} (epoch and batch of the next step, sums of the
 *       unfinished epoch, warnings given, the best checkpoint), {@code metrics_bytes} (length of
 *       metrics.jsonl at that time), {@code recipe} (SHA-256 of recipe.yaml), {@code threads},
 *       {@code images} and {@code steps_per_epoch} (the size of an epoch), {@code sha256} (of all
 *       three files, see {@link CheckpointHashes}; not in format 1, which is still read).
 * </ul>
 *
 * <p>It is written under a name that ends in {@code .tmp}, forced to the disk and renamed: a folder
 * without that ending is always complete, even if the process is killed.
 *
 * @param folder of the checkpoint
 */
public record Checkpoint(Path folder) {
  static final int FORMAT = 2;
  static final String EPOCH = "-epoch-";
  private static final String STATE = "state.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String JSON = "checkpoint.json";

  /**
   * The content of a checkpoint besides tensors.
   *
   * @param step updates done
   * @param metricsBytes length of the metrics when it was written
   * @param recipe hash of the recipe
   * @param threads threads per operation
   * @param epochSize the size of an epoch
   */
  record Header(long step, long metricsBytes, String recipe, int threads, EpochSize epochSize) {}

  /** Its name: the step in eight digits and, at an epoch's end, the number of completed epochs. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** The number of completed epochs; empty within an epoch. */
  OptionalInt epochs() {
    int at = name().indexOf(EPOCH);
    return at < 0
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(name().substring(at + EPOCH.length())));
  }

  /** Updates done. */
  long step() {
    return Long.parseLong(name().split("-", 2)[0]);
  }

  /** The method's tensors, to load an encoder without its method. */
  public Path state() {
    return folder.resolve(STATE);
  }

  /** Writes a checkpoint; the scope is the caller's. */
  static void write(
      Path folder, State state, Optimizer optimizer, RunProgress progress, Header header)
      throws IOException {
    Path part = folder.resolveSibling(folder.getFileName() + ".tmp");
    Checkpoints.delete(part);
    Files.createDirectories(part);
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put(
        STATE,
        SafeTensors.writeHashed(
            part.resolve(STATE), state.tensors(), Map.of("format", "likeness-state-1")));
    hashes.put(
        OPTIMIZER,
        SafeTensors.writeHashed(
            part.resolve(OPTIMIZER), optimizer.state(), Map.of("format", "likeness-optimizer-1")));
    ObjectNode json = Json.object().put("format", FORMAT).put("step", header.step());
    ObjectNode scalars = json.putObject("scalars");
    state.scalars().forEach(scalars::put);
    progress.write(json.putObject("progress"));
    json.put("metrics_bytes", header.metricsBytes())
        .put("recipe", header.recipe())
        .put("threads", header.threads());
    json.put("images", header.epochSize().images())
        .put("steps_per_epoch", header.epochSize().steps());
    Files.writeString(part.resolve(JSON), CheckpointHashes.sealed(json, JSON, hashes));
    Checkpoints.delete(folder);
    AtomicFile.move(part, folder);
  }

  /** Everything in a checkpoint except the values of its tensors. */
  record Contents(
      Header header,
      RunProgress progress,
      Map<String, Double> scalars,
      SafeTensorsFile state,
      SafeTensorsFile optimizer) {}

  /**
   * Reads what does not depend on the method.
   *
   * @throws DamagedException if a file is missing, truncated or changed
   */
  Contents read() throws DamagedException {
    try {
      String text = Files.readString(folder.resolve(JSON));
      JsonNode json = Json.parse(text);
      int format = json.path("format").asInt();
      if (format > FORMAT) {
        throw new InputException(
            "checkpoint %s has format %d and this version reads up to %d: use a newer version"
                .formatted(folder, format, FORMAT));
      }
      if (format < 1 || !json.path("progress").isObject()) {
        throw new DamagedException(JSON + " is truncated");
      }
      if (format > 1) {
        CheckpointHashes.checkJson(json, text, JSON);
      }
      Map<String, Double> scalars = new LinkedHashMap<>();
      json.path("scalars")
          .properties()
          .forEach(scalar -> scalars.put(scalar.getKey(), Json.number(scalar.getValue())));
      Header header =
          new Header(
              json.path("step").longValue(),
              json.path("metrics_bytes").longValue(),
              json.path("recipe").asText(),
              json.path("threads").intValue(),
              new EpochSize(
                  json.path("images").intValue(), json.path("steps_per_epoch").longValue()));
      RunProgress progress = RunProgress.read(json.path("progress"));
      return new Contents(
          header, progress, scalars, tensors(json, STATE), tensors(json, OPTIMIZER));
    } catch (JsonException e) {
      throw new DamagedException(JSON + " is " + e.getMessage(), e);
    } catch (NumberFormatException e) {
      throw new DamagedException(JSON + " has a value that is not a number", e);
    } catch (IOException e) {
      throw new DamagedException(JSON + " cannot be read: " + FileReason.of(e), e);
    }
  }

  private SafeTensorsFile tensors(JsonNode json, String name) throws DamagedException {
    Path file = folder.resolve(name);
    try {
      SafeTensorsFile tensors = SafeTensors.read(file);
      if (json.path("format").asInt() > 1) {
        CheckpointHashes.check(json, file);
      }
      return tensors;
    } catch (IOException e) {
      throw new DamagedException(name + " cannot be read: " + FileReason.of(e), e);
    } catch (InputException e) {
      throw new DamagedException(e.getMessage(), e);
    }
  }

  /**
   * Copies a checkpoint's tensors and scalars into a method and an optimizer. If anything does not
   * fit, nothing is changed.
   *
   * @throws InputException if names or shapes differ
   */
  void restore(Contents contents, State state, Optimizer optimizer) {
    checkFits(contents.state(), state.tensors());
    checkFits(contents.optimizer(), optimizer.state());
    if (!contents.scalars().keySet().equals(state.scalars().keySet())) {
      throw another(
          "it has the scalars "
              + contents.scalars().keySet()
              + " instead of "
              + state.scalars().keySet());
    }
    copy(contents.state(), state.tensors());
    copy(contents.optimizer(), optimizer.state());
    contents.scalars().forEach(state::restoreScalar);
  }

  private void checkFits(SafeTensorsFile file, Map<String, Tensor> tensors) {
    requireAll(file, tensors);
    for (String name : file.names()) {
      if (!tensors.containsKey(name)) {
        throw another("it has the unexpected tensor " + name);
      }
    }
  }

  /** Throws unless the file has all tensors of these names, in their shapes. */
  void requireAll(SafeTensorsFile file, Map<String, Tensor> tensors) {
    List<String> names = file.names();
    for (Map.Entry<String, Tensor> tensor : new TreeMap<>(tensors).entrySet()) {
      String name = tensor.getKey();
      if (!names.contains(name)) {
        throw another("it has no tensor " + name);
      }
      long[] expected = Tensors.shape(tensor.getValue());
      long[] found = file.entry(name).sizes();
      if (!Arrays.equals(expected, found)) {
        throw another(
            "its %s is %s instead of %s"
                .formatted(name, Arrays.toString(found), Arrays.toString(expected)));
      }
    }
  }

  private InputException another(String why) {
    return new InputException(
        "checkpoint "
            + folder
            + " does not match the recipe: "
            + why
            + "; use the recipe that it was written with");
  }

  /** One at a time, so that at most one is in memory twice. */
  private static void copy(SafeTensorsFile file, Map<String, Tensor> tensors) {
    tensors.forEach(file::copyTo);
  }
}
