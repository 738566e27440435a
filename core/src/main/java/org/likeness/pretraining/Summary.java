package org.likeness.pretraining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.evaluate.Result;
import org.likeness.verdict.Verdict;

/**
 * The result of a run, evaluated once on the test images.
 *
 * @param run folder of the run
 * @param method its title
 * @param epoch the epoch whose network this is, from 1
 * @param epochs of the run
 * @param chosen why this epoch was chosen: {@code best copies on the validation part of 274
 *     images}, or {@code last}
 * @param images number of test images requested; the columns have the number that could be decoded
 * @param columns raw pixels, before training, the last epoch where another one was chosen, trained;
 *     empty if there was no test part
 * @param leftOut a sentence for each evaluation that refused the images, or why nothing was
 *     measured
 * @param seconds duration of the evaluation
 * @param verdict whether the encoder is better than what it began from, and what to do; empty if
 *     copies were not measured
 */
public record Summary(
    Path run,
    String method,
    int epoch,
    int epochs,
    String chosen,
    int images,
    List<Column> columns,
    List<String> leftOut,
    double seconds,
    Optional<Verdict> verdict) {
  /** Below this number of images percentages are rough. */
  private static final int FEW = 100;

  /** The name of the column of the last epoch. */
  static final String LAST_EPOCH = "last epoch";

  public Summary {
    columns = List.copyOf(columns);
    leftOut = List.copyOf(leftOut);
  }

  /** The same summary with a verdict. */
  Summary with(Optional<Verdict> drawn) {
    return new Summary(
        run, method, epoch, epochs, chosen, images, columns, leftOut, seconds, drawn);
  }

  /** The column of the trained network; empty if nothing was measured. */
  public Optional<Column> trained() {
    return columns.isEmpty() ? Optional.empty() : Optional.of(columns.get(columns.size() - 1));
  }

  /** The table for display: a title, then a cell per column. Prints as an aligned table. */
  public SummaryTable table() {
    return new SummaryTable(rows());
  }

  private List<List<String>> rows() {
    if (columns.isEmpty()) {
      return List.of();
    }
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (int c = 0; c < columns.size(); c++) {
      for (Result result : columns.get(c).results()) {
        for (Map.Entry<String, String> cell :
            result.entry().reader().summary(result.report()).entrySet()) {
          rows.computeIfAbsent(
                  cell.getKey(), title -> new ArrayList<>(Collections.nCopies(columns.size(), "")))
              .set(c, cell.getValue());
        }
      }
    }
    List<List<String>> all = new ArrayList<>();
    all.add(row("", columns.stream().map(Column::name).toList()));
    rows.forEach((title, cells) -> all.add(row(title, cells)));
    return all;
  }

  private static List<String> row(String title, List<String> cells) {
    return Stream.concat(Stream.of(title), cells.stream()).toList();
  }

  /** Remarks on the table: what was measured, and its limits. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (columns.isEmpty()) {
      leftOut.forEach(sentence -> notes.add(sentence + "."));
      return notes;
    }
    Column trained = columns.get(columns.size() - 1);
    notes.add(
        "Measured on test images; network of epoch %d of %d (%s)."
            .formatted(epoch, epochs, chosen));
    for (Result result : trained.results()) {
      notes.add(result.entry().title() + ": " + result.report().protocol() + ".");
    }
    leftOut.forEach(sentence -> notes.add(sentence + "."));
    int missing = images - trained.images();
    if (missing > 0) {
      notes.add(
          "%d of the %d test images cannot be decoded and are not counted."
              .formatted(missing, images));
    }
    if (trained.images() < FEW) {
      notes.add(
          "Only %d test images, so each is %.1f percentage points: these results are rough."
              .formatted(trained.images(), 100.0 / trained.images()));
    }
    Column pixels = columns.get(0);
    for (Result result : trained.results()) {
      pixels
          .report(result.entry().name())
          .flatMap(report -> result.entry().reader().note(report, result.report()))
          .ifPresent(notes::add);
    }
    return notes;
  }

  /** All of it as JSON; every accuracy with its protocol. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("run", run.toString());
    json.put("method", method);
    json.put("epoch", epoch);
    json.put("epochs", epochs);
    json.put("chosen", chosen);
    json.put("images", images);
    ArrayNode array = json.putArray("columns");
    columns.forEach(column -> array.add(column.json()));
    ArrayNode table = json.putArray("table");
    rows().forEach(row -> row.forEach(table.addArray()::add));
    if (!leftOut.isEmpty()) {
      leftOut.forEach(json.putArray("left_out")::add);
    }
    json.put("seconds", seconds);
    verdict.ifPresent(drawn -> json.set("verdict", drawn.json()));
    return json;
  }
}
