package org.likeness.run;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.likeness.data.DataDifference;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.ImageRecord;
import org.likeness.data.TrainingData;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.AtomicFile;
import org.likeness.io.FileNames;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * The images of a run: {@code data.json}, which has the {@linkplain TrainingData#entries entries}
 * of the training data and {@code paths}; and {@code images.csv}, one line for each image.
 *
 * @param paths from a relative path in the recipe to the absolute one when it was used
 * @param data what the run learns from
 */
public record RunData(Map<String, String> paths, TrainingData data) {
  private static final String PATHS = "paths";

  public RunData {
    paths = Map.copyOf(paths);
    requireNonNull(data, "data is null");
  }

  /**
   * Reads what a run keeps of its images.
   *
   * @return empty for a run that keeps nothing of them
   * @throws InputException if the file is damaged or cannot be read
   */
  public static Optional<RunData> read(RunLayout layout) {
    Path file = layout.data();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(file);
      Map<String, String> paths = new LinkedHashMap<>();
      json.path(PATHS)
          .properties()
          .forEach(path -> paths.put(path.getKey(), path.getValue().asText()));
      Map<String, String> entries = new LinkedHashMap<>();
      json.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue().asText()));
      return TrainingData.of(entries).map(data -> new RunData(paths, data));
    } catch (JsonException | IllegalArgumentException e) {
      throw new InputException(
          file + " is damaged: delete it to continue without comparing the images", e);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /**
   * The images of a run's data set as they were recorded; none if it keeps no list of them.
   *
   * @throws InputException if the list cannot be read
   */
  public static List<ImageRecord> images(RunLayout layout) {
    return Files.exists(layout.images()) ? RunImages.read(layout.images()) : List.of();
  }

  /**
   * Writes both files. A run that has them keeps its list of images and their fingerprint, which
   * say what it was started with, and its other paths.
   */
  void write(RunLayout layout, Dataset images) throws IOException {
    Optional<RunData> began = read(layout);
    if (began.isEmpty()) {
      RunImages.write(layout.images(), images);
    }
    RunData now = began.map(this::after).orElse(this);
    ObjectNode json = Json.object();
    now.data.entries().forEach(json::put);
    ObjectNode places = json.putObject(PATHS);
    new TreeMap<>(now.paths).forEach(places::put);
    AtomicFile.replace(layout.data(), Json.pretty(json));
  }

  private RunData after(RunData began) {
    Map<String, String> all = new LinkedHashMap<>(began.paths);
    all.putAll(paths);
    return new RunData(all, new TrainingData(began.data.fingerprint(), data.split(), data.seed()));
  }

  /**
   * Where a path of the recipe leads, from any working folder: to the absolute one if that exists,
   * else as it is written.
   */
  public String locate(String path) {
    return Optional.ofNullable(paths.get(path))
        .filter(absolute -> Files.exists(FileNames.path(absolute)))
        .orElse(path);
  }

  /**
   * Checks that a data set has the images of the run; those of {@link SkippedList} may have
   * changed.
   *
   * @param advice what to do otherwise, the end of the message
   * @throws InputException if it has others; the message says which
   */
  public void requireSame(RunLayout layout, Dataset found, String advice) {
    DataFingerprint then = data.fingerprint();
    if (then.isSame(DataFingerprint.of(found))) {
      return;
    }
    Optional<DataDifference> difference =
        Files.exists(layout.images()) ? Optional.of(difference(layout, found)) : Optional.empty();
    Set<String> skipped =
        SkippedList.read(layout.skipped()).stream().map(SkippedRow::id).collect(toSet());
    if (difference.map(known -> known.isOf(skipped)).orElse(false)) {
      return; // images that could not be decoded were repaired
    }
    throw new InputException(
        "the run %s learns from %,d images of %s, but other images are found now: %s; %s"
            .formatted(
                layout.folder(),
                then.images(),
                then.name(),
                difference.map(DataDifference::phrase).orElse("%,d images".formatted(found.size())),
                advice));
  }

  /**
   * How a data set differs from the images of the run.
   *
   * @throws InputException if the run's list of images cannot be read
   */
  private static DataDifference difference(RunLayout layout, Dataset found) {
    return DataDifference.between(RunImages.read(layout.images()), found);
  }
}
