package org.likeness.pretraining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.likeness.evaluate.knn.KnnReport;

/**
 * What a run came to, measured once on images that were kept out of training.
 *
 * @param run folder of the run
 * @param method its title
 * @param epoch the epoch whose network this is, from 1
 * @param epochs of the run
 * @param chosen why this epoch: {@code best copies on the validation part of 274 images}, or {@code
 *     last}
 * @param images of the test part that were asked for; the columns say how many could be decoded
 * @param columns raw pixels, before training, trained; empty where there was no test part
 * @param seconds that the measurement took
 */
public record Summary(
    Path run,
    String method,
    int epoch,
    int epochs,
    String chosen,
    int images,
    List<Column> columns,
    double seconds) {
  /** Below this many images a percentage says little. */
  private static final int FEW = 100;

  public Summary {
    columns = List.copyOf(columns);
  }

  /** The trained column; empty where nothing was measured. */
  public Optional<Column> trained() {
    return columns.isEmpty() ? Optional.empty() : Optional.of(columns.get(columns.size() - 1));
  }

  /** For people: a title, then a cell a column. Prints as an aligned table. */
  public SummaryTable table() {
    return new SummaryTable(rows());
  }

  private List<List<String>> rows() {
    if (columns.isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("", Column::name));
    rows.add(
        row("altered copies that find their original", column -> percent(column.copies().top1())));
    if (columns.get(0).paper().isPresent()) {
      KnnReport any = columns.get(0).paper().get();
      String paper =
          "kNN accuracy, k = "
              + any.protocol().vote().k()
              + ", tau = "
              + any.protocol().vote().tau();
      rows.add(
          row(
              paper,
              column -> column.paper().map(report -> percent(report.accuracy())).orElse("")));
      if (columns.get(0).best().isPresent()) {
        rows.add(
            row(
                "kNN accuracy, each at its best k and tau",
                column -> column.best().map(Summary::best).orElse("")));
      }
    }
    return rows;
  }

  private List<String> row(String title, Function<Column, String> cell) {
    List<String> row = new ArrayList<>();
    row.add(title);
    columns.forEach(column -> row.add(cell.apply(column)));
    return row;
  }

  private static String best(KnnReport report) {
    return percent(report.accuracy())
        + " ("
        + report.protocol().vote().k()
        + ", "
        + report.protocol().vote().tau()
        + ")";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /**
   * Sentences that go with the table: what the numbers were measured on, and what not to conclude
   * from them.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (columns.isEmpty()) {
      return notes;
    }
    Column trained = columns.get(columns.size() - 1);
    notes.add(
        "Measured on images kept out of training; network of epoch %d of %d (%s)."
            .formatted(epoch, epochs, chosen));
    String chosenOn =
        trained.best().isPresent() ? "; the best k and tau were chosen on the validation part" : "";
    trained
        .paper()
        .ifPresent(report -> notes.add("kNN: " + report.protocol().phrase() + chosenOn + "."));
    notes.add("Copies: " + trained.copies().protocol() + ".");
    int missing = images - trained.copies().images();
    if (missing > 0) {
      notes.add(
          "%d of the %d images kept out cannot be decoded and count for nothing here."
              .formatted(missing, images));
    }
    Column pixels = columns.get(0);
    if (trained.copies().images() < FEW) {
      notes.add(
          "Only %d images were kept out, so each counts for %.1f percentage points: read these numbers as rough."
              .formatted(trained.copies().images(), 100.0 / trained.copies().images()));
    }
    if (pixels.copies().top1() > trained.copies().top1()) {
      notes.add(
          "Raw pixels find more copies than the trained network: it has seen too little; train for more epochs, on more images, or from --init weights.");
    }
    boolean pixelsWin =
        trained.best().isPresent()
            && pixels.best().isPresent()
            && pixels.best().get().accuracy() > trained.best().get().accuracy();
    if (pixelsWin) {
      notes.add(
          "Raw pixels win at kNN here: pictures that are aligned by nature flatter them; cropped or mirrored copies do not.");
    }
    return notes;
  }

  /** The whole of it for machines; every accuracy with its protocol. */
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
    json.put("seconds", seconds);
    return json;
  }
}
