package org.likeness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.comparison.SeedValues;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.pretraining.RunPaths;
import org.likeness.run.RunLayout;
import org.likeness.train.Metrics;

/** The figures of an experiment's page, drawn from its values, its runs and their reports. */
final class ExperimentCharts {
  private static final double PERCENT = 100;

  private final ExperimentPlan plan;
  private final Path runs;
  private final ResultTable table;

  /**
   * The figures of some images.
   *
   * @param runs the folder of the runs
   */
  ExperimentCharts(ExperimentPlan plan, Path runs, ResultTable table) {
    this.plan = plan;
    this.runs = runs;
    this.table = table;
  }

  /** The figures that can be drawn; a sentence in the place of one that cannot. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (ChartSetting chart : plan.experiment().charts()) {
      try {
        blocks.addAll(
            switch (chart.kind()) {
              case COLUMNS -> drawn(chart, columns(chart));
              case EPOCHS -> drawn(chart, epochs(chart));
              case EVALUATION, EVALUATIONS -> evaluations(chart);
            });
      } catch (RunException
          | InputException e) { // the numbers of the page are worth more than its figures
        blocks.add(new Block.Paragraph(chart.title() + ": " + e.getMessage() + "."));
      }
    }
    return blocks;
  }

  private List<Block> drawn(ChartSetting chart, List<Curve> curves) {
    if (curves.isEmpty()) {
      return List.of();
    }
    Curves axes = new Curves(chart.title(), chart.x(), chart.y());
    return List.of(
        drawing(
            chart.id(),
            chart.title(),
            Figures.svg((chart.logarithmic() ? axes.logarithmic() : axes).draw(curves))));
  }

  private Block drawing(String name, String title, String svg) {
    String file = "figures/%s-%s.svg".formatted(table.data().key(), name);
    return new Block.Drawing(file, svg, title);
  }

  private List<Row> rows(ChartSetting chart) {
    return plan.experiment().rows().stream()
        .filter(row -> chart.rows().isEmpty() || chart.rows().contains(row.id()))
        .filter(row -> row.kind() != Row.Kind.PUBLISHED)
        .toList();
  }

  private List<Curve> columns(ChartSetting chart) {
    List<Curve> curves = new ArrayList<>();
    for (TableColumn column : plan.experiment().columns()) {
      if (!chart.values().contains(column.id())) {
        continue;
      }
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (Row row : rows(chart)) {
        Optional<SeedValues> values = table.last(row.id(), column.id());
        if (row.x().isPresent() && values.isPresent()) {
          double place = row.x().getAsDouble();
          double value = values.get().mean() * (column.share() ? PERCENT : 1);
          if (isShown(chart, place, value)) {
            x.add(place);
            y.add(value);
          }
        }
      }
      if (!x.isEmpty()) {
        curves.add(new Curve(column.title(), x, y));
      }
    }
    return curves;
  }

  /** False for a point that the axes do not have. */
  private static boolean isShown(ChartSetting chart, double x, double y) {
    return Double.isFinite(y) && (!chart.logarithmic() || x > 0 && y > 0);
  }

  private List<Curve> epochs(ChartSetting chart) {
    List<Curve> curves = new ArrayList<>();
    for (Row row : rows(chart)) {
      Optional<RunLayout> run = row.kind() == Row.Kind.TRAINED ? run(row) : Optional.empty();
      for (String key : chart.values()) {
        run.flatMap(found -> curve(chart, found, row.title(plan.settled()), key))
            .ifPresent(curves::add);
      }
    }
    return curves;
  }

  private static Optional<Curve> curve(ChartSetting chart, RunLayout run, String name, String key) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (JsonNode event : Metrics.read(run.metrics())) {
      JsonNode value = event;
      for (String part : key.split("\\.", -1)) {
        value = value.path(part);
      }
      if (event.path("event").asText().equals("epoch")
          && value.isNumber()
          && isShown(chart, event.path("epoch").doubleValue(), value.doubleValue())) {
        x.add(event.path("epoch").doubleValue());
        y.add(value.doubleValue());
      }
    }
    return x.isEmpty() ? Optional.empty() : Optional.of(new Curve(name, x, y));
  }

  /** The run of a row with its first seed. */
  private Optional<RunLayout> run(Row row) {
    return table.stream()
        .filter(line -> line.row().equals(row.id()))
        .flatMap(line -> new RunStore(runs).named(line.identity()).stream())
        .findFirst();
  }

  private List<Block> evaluations(ChartSetting chart) {
    if (chart.pictures() && !table.data().pictures()) {
      return List.of(
          new Block.Paragraph(
              chart.title()
                  + ": not shown, since the images may not be published; the figures of the runs have it."));
    }
    List<Measure> measures = chart.values().stream().map(this::measure).toList();
    List<List<Measure>> drawn =
        chart.kind() == ChartSetting.Kind.EVALUATIONS
            ? List.of(measures)
            : measures.stream().map(List::of).toList();
    List<Block> blocks = new ArrayList<>();
    for (List<Measure> together : drawn) {
      String which = drawn.size() == 1 ? "" : together.get(0).id();
      for (Row row : rows(chart)) {
        run(row).flatMap(run -> svg(run, row, together)).stream()
            .map(
                svg ->
                    drawing(
                        chart.id() + "-" + row.id() + (which.isEmpty() ? "" : "-" + which),
                        chart.title()
                            + ", "
                            + row.title(plan.settled())
                            + (which.isEmpty() ? "" : ", " + which),
                        svg))
            .forEach(blocks::add);
      }
    }
    return blocks;
  }

  private Measure measure(String id) {
    return plan.measures().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  /** The figure of the reports that there are. */
  private Optional<String> svg(RunLayout run, Row row, List<Measure> measures) {
    List<Report> reports =
        measures.stream().flatMap(measure -> report(run, row, measure).stream()).toList();
    if (reports.isEmpty()) {
      return Optional.empty();
    }
    Measure first = measures.get(0);
    DataOptions source = plan.images(first).orElse(RunPaths.recipe(run).data());
    try (Dataset dataset = Datasets.open(source)) {
      ReportReader reader = first.kind().reader();
      NamedImages images = NamedImages.of(dataset);
      return (reports.size() == 1
              ? reader.figure(reports.get(0), images)
              : reader.figure(reports, images))
          .map(Figures::svg); // while the images are open
    } catch (IOException e) {
      throw new RunException(source.source() + " cannot be closed: " + e.getMessage(), e);
    }
  }

  private Optional<Report> report(RunLayout run, Row row, Measure measure) {
    Optional<DataOptions> other = plan.images(measure);
    return Stream.of(network(row, measure), "last")
        .map(
            name ->
                StoredReports.file(
                    run,
                    measure,
                    name,
                    row.kind() == Row.Kind.PIXELS,
                    other.map(plan::fingerprint)))
        .filter(Files::exists)
        .findFirst()
        .map(Report::read);
  }

  private String network(Row row, Measure measure) {
    if (row.kind() == Row.Kind.UNTRAINED) {
      return "untrained";
    }
    String first = measure.networks().get(0);
    return plan.scale() == Scale.SMOKE && first.matches("\\d+") ? "1" : first;
  }
}
