package org.likeness.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.likeness.comparison.SeedValues;

/** The values of an experiment on some images: means and deviations over seeds. */
final class ResultTable {
  private static final String LAST = "last";
  private static final String BEST = "best";
  private static final double PERCENT = 100;
  private static final double SECONDS_A_MINUTE = 60;

  private final Experiment experiment;
  private final Scale scale;
  private final DataSetting data;
  private final List<ResultLine> lines;

  ResultTable(ExperimentPlan plan, DataSetting data, List<ResultLine> lines) {
    this.experiment = plan.experiment();
    this.scale = plan.settled();
    this.data = data;
    this.lines = lines.stream().filter(line -> line.data().equals(data.key())).toList();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** The values of a row over its seeds; empty if it has none. */
  Optional<SeedValues> values(String row, String column, String network) {
    Map<Long, Double> bySeed = new HashMap<>();
    for (ResultLine line : lines) {
      if (line.row().equals(row)
          && line.measure().equals(column)
          && line.network().equals(network)) {
        bySeed.put(line.seed(), line.value());
      }
    }
    return bySeed.isEmpty() ? Optional.empty() : Optional.of(SeedValues.of(bySeed));
  }

  /** The values of the last network, or of what stands for it in a row without a training. */
  Optional<SeedValues> last(String row, String column) {
    return values(row, column, LAST)
        .or(() -> values(row, column, "untrained"))
        .or(() -> values(row, column, "pixels"));
  }

  /**
   * The table: for each column the last network, the best one, and the published value.
   *
   * @param rows those with a value or a published one
   */
  List<List<String>> cells(List<Row> rows) {
    List<List<String>> table = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of(""));
    for (TableColumn column : experiment.columns()) {
      String unit = column.share() ? ", %" : "";
      heading.add(column.title() + unit);
      if (hasBest(column)) {
        heading.add("at its best epoch");
      }
      if (isPublished(column)) {
        heading.add("published");
      }
    }
    heading.addAll(List.of("seeds", "minutes"));
    table.add(heading);
    for (Row row : rows) {
      if (!row.published().isEmpty() || lines.stream().anyMatch(l -> l.row().equals(row.id()))) {
        table.add(cells(row));
      }
    }
    return table;
  }

  private List<String> cells(Row row) {
    List<String> cells = new ArrayList<>(List.of(row.title(scale)));
    for (TableColumn column : experiment.columns()) {
      cells.add(last(row.id(), column.id()).map(values -> phrase(column, values)).orElse(""));
      if (hasBest(column)) {
        cells.add(
            values(row.id(), column.id(), BEST).map(values -> phrase(column, values)).orElse(""));
      }
      if (isPublished(column)) {
        cells.add(
            Optional.ofNullable(row.published().get(column.id()))
                .map(Published::phrase)
                .orElse(""));
      }
    }
    long seeds =
        lines.stream()
            .filter(line -> line.row().equals(row.id()))
            .map(ResultLine::seed)
            .distinct()
            .count();
    cells.add(seeds == 0 ? "" : Long.toString(seeds));
    cells.add(
        values(row.id(), ExperimentRunner.SECONDS, LAST)
            .map(values -> values.mean() / SECONDS_A_MINUTE)
            .map(minutes -> String.format(Locale.ROOT, "%.1f", minutes))
            .orElse(""));
    return cells;
  }

  private static String phrase(TableColumn column, SeedValues values) {
    String phrase = column.share() ? values.phrase(PERCENT, 1) : values.phrase(1, 2);
    return phrase.replace(" (1 seed)", "");
  }

  private boolean hasBest(TableColumn column) {
    return lines.stream()
        .anyMatch(line -> line.measure().equals(column.id()) && line.network().equals(BEST));
  }

  private boolean isPublished(TableColumn column) {
    return experiment.rows().stream().anyMatch(row -> row.published().containsKey(column.id()));
  }

  /** The differences that are claimed, of rows or of columns: paired by seed, at the last epoch. */
  List<List<String>> claims() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("difference, paired by seed", "column", "mean ± deviation", "as claimed"));
    for (Claim claim : experiment.claims()) {
      for (TableColumn column : experiment.columns()) {
        if (claim.isOf(column.id())) {
          difference(claim, column).ifPresent(values -> table.add(cells(claim, column, values)));
        }
      }
    }
    return table;
  }

  private Optional<SeedValues> difference(Claim claim, TableColumn column) {
    Optional<SeedValues> less = last(claim.less(), claim.against(column.id()));
    return last(claim.more(), column.id())
        .flatMap(more -> less.flatMap(values -> more.minus(values)));
  }

  private List<String> cells(Claim claim, TableColumn column, SeedValues difference) {
    String signed = column.share() ? difference.signed(PERCENT, 1) : difference.signed(1, 2);
    String more = experiment.row(claim.more()).title(scale);
    String less = experiment.row(claim.less()).title(scale);
    return List.of(
        claim.more().equals(claim.less()) ? more : more + " − " + less,
        columns(claim, column),
        signed,
        verdict(difference));
  }

  private String columns(Claim claim, TableColumn column) {
    String against = claim.against(column.id());
    return against.equals(column.id())
        ? column.title()
        : experiment.columns().stream()
            .filter(other -> other.id().equals(against))
            .map(other -> column.title() + " − " + other.title())
            .findFirst()
            .orElseThrow();
  }

  private static String verdict(SeedValues difference) {
    String sign = difference.mean() > 0 ? "yes" : "no";
    OptionalDouble deviation = difference.deviation();
    if (deviation.isEmpty()) {
      return sign + ", one seed";
    }
    return Math.abs(difference.mean()) <= deviation.getAsDouble() ? "within the deviation" : sign;
  }

  /** The values of these images, in the order of the file. */
  Stream<ResultLine> stream() {
    return lines.stream();
  }

  DataSetting data() {
    return data;
  }
}
