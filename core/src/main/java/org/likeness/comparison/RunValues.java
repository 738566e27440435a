package org.likeness.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.evaluate.Report;
import org.likeness.evaluations.Evaluations;
import org.likeness.io.Json;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunIdentity;
import org.likeness.pretraining.RunPaths;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;
import org.likeness.train.Metrics;

/**
 * The numbers of a run: the loss and the monitor's measurements of its last epoch, the scores of
 * its summary, and those of the reports in its folder.
 *
 * @param run the run
 * @param method title of its method
 * @param identity what it is
 * @param settings its values that are not the defaults
 * @param commit of the code that trained it; empty if it is not known
 * @param values by name: {@code loss}, {@code monitor knn}, {@code summary knn}, {@code knn} and
 *     other names of reports
 * @param images by the name of a value the images that it was measured on, hash and split; without
 *     those of reports that do not say it
 */
public record RunValues(
    RunLayout run,
    String method,
    RunIdentity identity,
    Map<String, String> settings,
    String commit,
    Map<String, Double> values,
    Map<String, String> images) {
  private static final String JSON = ".json";
  private static final String DATA_HASH = "data_hash";
  private static final String SPLIT = "split.";
  private static final String SHARE = "split.share";

  /**
   * Reads a run.
   *
   * @throws InputException if it never began to train, or a file of it is damaged
   */
  public static RunValues of(RunLayout run) {
    PretrainRecipe recipe = RunPaths.recipe(run);
    RunIdentity identity =
        RunIdentity.of(run)
            .orElseThrow(
                () ->
                    new InputException(
                        run.folder() + " never began to train: train it, or leave it out"));
    Map<String, Double> values = new LinkedHashMap<>();
    addMonitor(run, values);
    addSummary(run, values);
    Optional<String> own = RunData.read(run).map(RunValues::images);
    Map<String, String> images = new LinkedHashMap<>();
    own.ifPresent(known -> values.keySet().forEach(name -> images.put(name, known)));
    addReports(run, values, images, own.orElse(""));
    return new RunValues(
        run, recipe.method().title(), identity, recipe.changed(), commit(run), values, images);
  }

  /** The whole data set by its hash, then its parts; the share that is learned from is no part. */
  private static String images(RunData data) {
    return data.data().fingerprint().hash()
        + data.data().entries().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(SPLIT) && !entry.getKey().equals(SHARE))
            .map(entry -> " " + entry)
            .sorted()
            .collect(Collectors.joining());
  }

  private static void addMonitor(RunLayout run, Map<String, Double> values) {
    if (!Files.exists(run.metrics())) {
      return;
    }
    for (JsonNode event : Metrics.read(run.metrics())) {
      if (event.path("event").asText().equals("epoch")) { // later ones replace earlier ones
        values.put("loss", Json.number(event.path("loss")));
        event
            .path("metrics")
            .properties()
            .forEach(
                metric -> values.put("monitor " + metric.getKey(), Json.number(metric.getValue())));
      }
    }
  }

  private static void addSummary(RunLayout run, Map<String, Double> values) {
    if (!Files.exists(run.summary())) {
      return;
    }
    JsonNode columns = read(run.summary()).path("columns");
    columns
        .path(columns.size() - 1)
        .path("scores")
        .properties()
        .forEach(score -> values.put("summary " + score.getKey(), Json.number(score.getValue())));
  }

  private static void addReports(
      RunLayout run, Map<String, Double> values, Map<String, String> images, String own) {
    if (!Files.isDirectory(run.evaluations())) {
      return;
    }
    try (Stream<Path> files = Files.list(run.evaluations())) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(JSON)) {
          String value = name.substring(0, name.length() - JSON.length());
          JsonNode json = read(file);
          Optional<Double> score = score(file, json);
          if (score.isPresent()) {
            values.put(value, score.get());
            String hash = json.path(DATA_HASH).asText("");
            if (!hash.isEmpty()) {
              images.put(value, own.startsWith(hash) ? own : hash);
            }
          }
        }
      }
    } catch (IOException e) {
      throw InputFile.unreadableFolder(run.evaluations(), e);
    }
  }

  private static Optional<Double> score(Path file, JsonNode json) {
    String name = json.path("evaluation").asText();
    if (!Evaluations.names().contains(name)) {
      return Optional.empty();
    }
    try {
      Report report = new Report(json);
      return Evaluations.named(name).reader().score(report).map(score -> score.value());
    } catch (IllegalArgumentException e) {
      throw new InputException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String commit(RunLayout run) {
    return Files.exists(run.environment()) ? read(run.environment()).path("commit").asText("") : "";
  }

  private static JsonNode read(Path file) {
    try {
      return Json.read(file);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /** Names of all values of some runs, in the order of the first run that has each. */
  static List<String> names(List<RunValues> runs) {
    return runs.stream().flatMap(run -> run.values.keySet().stream()).distinct().toList();
  }
}
