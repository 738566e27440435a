package org.likeness.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.data.DataFingerprint;
import org.likeness.data.TrainingData;
import org.likeness.data.source.DatasetEntry;
import org.likeness.data.source.Datasets;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.RunException;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluations.Evaluations;
import org.likeness.io.AtomicFile;
import org.likeness.io.Digests;
import org.likeness.io.FileNames;
import org.likeness.io.Json;
import org.likeness.io.SafeTensors;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/**
 * The card of a run's encoder, {@code card.md}: what it learned from, what it began from and under
 * which licence, its recipe, its measures with intervals, and versions. Made from the files of the
 * run alone, so that it can be written again after further evaluations (after Mitchell et al.,
 * <i>Model Cards for Model Reporting</i>, FAT* 2019).
 */
public final class RunCard {
  private static final String NOT_STATED = "not stated";
  private static final String LOW = "_low";
  private static final String[] LICENCE_KEYS = {"license", "licence"};

  private final RunLayout run;
  private final PretrainRecipe recipe;
  private final List<String> lines = new ArrayList<>();

  private RunCard(RunLayout run) {
    this.run = run;
    this.recipe = RunPaths.recipe(run);
  }

  /**
   * Writes the card of a run whose encoder is saved, in place of an earlier one.
   *
   * @return the file
   * @throws InputException if the run has no encoder, or a file of it is damaged
   * @throws RunException if it cannot be written
   */
  public static Path write(RunLayout run) {
    return write(run, Map.of());
  }

  /**
   * As {@link #write(RunLayout)}, with reports of other evaluations than those of the registry.
   *
   * @param others readers of their reports, by the name of the evaluation
   */
  public static Path write(RunLayout run, Map<String, ReportReader> others) {
    String text = text(run, others);
    try {
      AtomicFile.replace(run.card(), text);
    } catch (IOException e) {
      throw RunException.unwritable(run.card(), e);
    }
    return run.card();
  }

  /**
   * The text of the card, Markdown.
   *
   * @throws InputException as {@link #write}
   */
  public static String text(RunLayout run) {
    return text(run, Map.of());
  }

  private static String text(RunLayout run, Map<String, ReportReader> others) {
    RunCard card = new RunCard(run);
    card.encoder();
    card.images();
    card.beginning();
    card.training();
    card.summary();
    card.evaluations(others);
    card.versions();
    return String.join("\n", card.lines) + "\n";
  }

  private void encoder() {
    lines.add("# Encoder of the run " + run.name());
    lines.add("");
    lines.add("- Method: " + recipe.method().title());
    lines.add("- Backbone: " + recipe.backbone().name() + ", width " + recipe.backbone().width());
    lines.add("- Encoder: `encoder.safetensors`, hash `" + Encoder.savedHash(run.folder()) + "`");
  }

  private void images() {
    heading("What it learned from");
    Optional<TrainingData> data = RunData.read(run).map(RunData::data);
    if (data.isEmpty()) {
      lines.add("The run keeps no record of its images.");
      return;
    }
    DataFingerprint images = data.get().fingerprint();
    lines.add(
        "- Images: %s, %,d images%s".formatted(images.name(), images.images(), labels(images)));
    int learned = read(run.environment()).path("images").asInt();
    if (learned > 0) {
      lines.add("- Of these it learned from: %,d".formatted(learned));
    }
    lines.add("- Fingerprint of their ids, sizes and labels: `" + images.hash() + "`");
    lines.add("- Licence of the images: " + imagesLicence());
  }

  private static String labels(DataFingerprint images) {
    return images.labelled() == 0
        ? " without labels"
        : ", %,d of them with a label of %,d classes"
            .formatted(images.labelled(), images.classes());
  }

  private String imagesLicence() {
    if (!recipe.card().imagesLicence().isEmpty()) {
      return recipe.card().imagesLicence();
    }
    return Datasets.all().stream()
        .filter(entry -> entry.name().equals(recipe.data().source()))
        .findFirst()
        .map(DatasetEntry::licence)
        .orElse(NOT_STATED);
  }

  private void beginning() {
    heading("What it began from");
    if (recipe.init().isEmpty()) {
      lines.add("Random weights, seed " + recipe.seed() + ".");
      return;
    }
    Path file = FileNames.path(recipe.init());
    lines.add("- Initial weights: `" + file.getFileName() + "`");
    if (!Files.exists(file)) {
      lines.add("- The file is no longer there.");
      lines.add("- Licence of the weights: " + initLicence(Map.of()));
      return;
    }
    Map<String, String> metadata = SafeTensors.read(file).metadata();
    lines.add("- SHA-256 of the file: `" + sha256(file) + "`");
    learnedBefore(metadata).ifPresent(lines::add);
    lines.add("- Licence of the weights: " + initLicence(metadata));
  }

  private static String sha256(Path file) {
    try {
      return Digests.file(file, "SHA-256");
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /** What weights that were trained here had learned from. */
  private static Optional<String> learnedBefore(Map<String, String> metadata) {
    String name = metadata.getOrDefault("data.name", "");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "- These had learned from: %s, %s images, fingerprint `%s`"
                .formatted(
                    name,
                    metadata.getOrDefault("data.images", "?"),
                    metadata.getOrDefault("data.hash", "")));
  }

  private String initLicence(Map<String, String> metadata) {
    return Stream.concat(
            Stream.of(recipe.card().initLicence()),
            Stream.of(LICENCE_KEYS).map(key -> metadata.getOrDefault(key, "")))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(NOT_STATED);
  }

  private void training() {
    heading("How it was trained");
    lines.add(
        "%d epochs, batches of %d, seed %d. All settings are in `recipe.yaml`; these differ from the method's defaults:"
            .formatted(recipe.train().epochs(), recipe.train().batch(), recipe.seed()));
    lines.add("");
    lines.add("```");
    recipe
        .changed()
        .forEach(
            (key, value) -> {
              if (!value.isEmpty() && !key.startsWith(CardOptions.SECTION + ".")) {
                lines.add(key + "=" + value);
              }
            });
    lines.add("```");
  }

  /** The table at the end of training, and the intervals of its last column. */
  private void summary() {
    if (!Files.exists(run.summary())) {
      return;
    }
    JsonNode json = read(run.summary());
    List<List<String>> rows = new ArrayList<>();
    json.path("table")
        .forEach(
            row -> {
              List<String> cells = new ArrayList<>();
              row.forEach(cell -> cells.add(cell.asText()));
              rows.add(cells);
            });
    heading("Measures");
    if (rows.isEmpty()) {
      lines.add("Nothing was measured at the end of training.");
      return;
    }
    lines.add(
        "On %,d test images that it did not learn from; the network is that of epoch %d of %d (%s)."
            .formatted(
                json.path("images").asInt(),
                json.path("epoch").asInt(),
                json.path("epochs").asInt(),
                json.path("chosen").asText()));
    lines.add("");
    table(rows);
    JsonNode columns = json.path("columns");
    intervals(columns.path(columns.size() - 1));
    String verdict = json.path("verdict").path("sentence").asText("");
    if (!verdict.isEmpty()) {
      lines.add("");
      lines.add("Verdict: " + verdict + ".");
    }
  }

  private void intervals(JsonNode trained) {
    for (String evaluation : Evaluations.names()) {
      JsonNode report = trained.path(evaluation);
      report
          .properties()
          .forEach(
              entry -> {
                String key = entry.getKey();
                if (key.endsWith(LOW)) {
                  String name = key.substring(0, key.length() - LOW.length());
                  lines.add("");
                  lines.add(
                      "%s, %s of the trained network: 95 %% interval %s."
                          .formatted(
                              Evaluations.named(evaluation).title(),
                              name.replace('_', ' '),
                              Percent.interval(report, name)));
                }
              });
    }
  }

  /** The reports of requested evaluations. */
  private void evaluations(Map<String, ReportReader> others) {
    if (!Files.isDirectory(run.evaluations())) {
      return;
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(run.evaluations())) {
      files =
          list.filter(file -> file.toString().endsWith(".json"))
              .filter(file -> !file.equals(run.verdict()))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw InputFile.unreadable(run.evaluations(), e);
    }
    for (Path file : files) {
      Report report = Report.read(file);
      String name = report.evaluation();
      if (Evaluations.names().contains(name)) {
        EvaluationEntry<?> entry = Evaluations.named(name);
        add(file, report, entry.title(), entry.reader());
      } else if (others.containsKey(name)) {
        add(file, report, name, others.get(name));
      }
    }
  }

  private void add(Path file, Report report, String title, ReportReader reader) {
    heading(title + " (`" + file.getFileName() + "`)");
    lines.add("On %,d test images of %s.".formatted(report.images(), data(report)));
    lines.add("");
    table(reader.table(report));
    lines.add("");
    lines.add(report.protocol() + ".");
  }

  /**
   * The data set that was measured on, and whether the encoder may have learned from its images.
   */
  private static String data(Report report) {
    JsonNode learned = report.json().path("learned_from");
    return report.json().path("data").asText("the run's data")
        + (learned.isMissingNode()
            ? ""
            : ", %,d of which it may have learned from".formatted(learned.path("images").asInt()));
  }

  private void versions() {
    heading("Versions");
    for (String key :
        List.of(
            "likeness",
            "commit",
            "started",
            "java",
            "system",
            "processor",
            "device",
            "libtorch",
            "identity")) {
      environment(key).ifPresent(value -> lines.add("- " + key + ": " + value));
    }
  }

  private Optional<String> environment(String key) {
    String value = read(run.environment()).path(key).asText("");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static JsonNode read(Path file) {
    try {
      return Json.read(file);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  private void heading(String title) {
    lines.add("");
    lines.add("## " + title);
    lines.add("");
  }

  /** A cell of a table, as Markdown has it. */
  static String cell(String text) {
    return text.replace("\n", " ").replace("|", "\\|");
  }

  private void table(List<List<String>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      lines.add("| " + String.join(" | ", rows.get(i).stream().map(RunCard::cell).toList()) + " |");
      if (i == 0) {
        lines.add(
            "| " + String.join(" | ", rows.get(0).stream().map(cell -> "---").toList()) + " |");
      }
    }
  }
}
