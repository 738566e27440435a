package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import org.likeness.data.source.DataOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureProgress;
import org.likeness.run.RunLayout;

/**
 * Does an experiment: trains the runs that are missing, measures them, and writes values and page
 * after each trial. What is there already is not done again. Not thread-safe, except {@link #stop}.
 */
public final class ExperimentRunner {
  /** The measure with the seconds of a training. */
  static final String SECONDS = "train-seconds";

  private static final String LAST = "last";
  private static final String BEST = "best";
  private static final String UNTRAINED = "untrained";
  private static final String PIXELS = "pixels";

  private final ExperimentPlan plan;
  private final ExperimentFolder folder;
  private final RunMeasure measuring;
  private final ExperimentListener listener;
  private final RunTraining training;

  /**
   * An experiment in a folder.
   *
   * @param out the folder of all experiments; runs lie in {@code runs} below it
   */
  public ExperimentRunner(ExperimentPlan plan, Path out, ExperimentListener listener) {
    this(plan, out, listener, new StoredReports(ExperimentRunner::measured, plan::fingerprint));
  }

  ExperimentRunner(
      ExperimentPlan plan, Path out, ExperimentListener listener, RunMeasure measuring) {
    this.plan = requireNonNull(plan, "plan is null");
    this.folder = new ExperimentFolder(out, plan.experiment().name(), plan.scale());
    this.listener = requireNonNull(listener, "listener is null");
    this.measuring = requireNonNull(measuring, "measuring is null");
    this.training = new RunTraining(plan, new RunStore(folder.runs()), listener);
  }

  private static Report measured(
      RunLayout run,
      Measure measure,
      String network,
      boolean pixels,
      Optional<DataOptions> images,
      FeatureProgress heard) {
    return measure.kind().measuring().measure(run, measure, network, pixels, images, heard);
  }

  /** Asks to save and stop; {@link #run} then throws a {@link CancellationException}. */
  public void stop() {
    training.stop();
  }

  /**
   * Does all trials and writes the page.
   *
   * @return the page in Markdown
   * @throws InputException if a recipe, the images or an evaluation cannot be used
   * @throws CancellationException if it was stopped; what is done is kept
   */
  public Path run() {
    List<Trial> trials = plan.trials();
    PartsCheck parts = new PartsCheck(plan);
    for (Trial trial : trials) { // before the first is trained
      training.check(plan.owner(trial));
      parts.require(trial);
    }
    for (int i = 0; i < trials.size(); i++) {
      Trial trial = trials.get(i);
      listener.onTrial(trial, i + 1, trials.size());
      RunLayout run = training.finished(plan.owner(trial));
      List<ResultLine> lines = lines(trial, run);
      folder.results().add(lines);
      listener.onResults(trial, lines);
      folder.writePage(plan, training::isCurrent);
    }
    return folder.writePage(plan, training::isCurrent);
  }

  private List<ResultLine> lines(Trial trial, RunLayout run) {
    RunFacts facts = RunFacts.of(run);
    List<ResultLine> lines = new ArrayList<>();
    for (Measure measure : plan.measures(trial.row())) {
      for (Map.Entry<String, Integer> network : networks(trial.row(), measure, facts).entrySet()) {
        Report report = report(run, measure, network.getKey(), facts);
        for (TableColumn column : plan.experiment().columns()) {
          if (column.measure().equals(measure.id())) {
            lines.add(line(trial, network, column, measure, report, facts));
          }
        }
      }
    }
    if (trial.row().kind() == Row.Kind.TRAINED) {
      lines.add(
          new ResultLine(
              trial.data().key(),
              trial.row().id(),
              trial.seed(),
              LAST,
              Integer.toString(facts.epochs()),
              SECONDS,
              facts.seconds(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              facts.identity(),
              facts.commit(),
              facts.machine()));
    }
    return lines;
  }

  /** The networks that are measured, with their epochs; 0 for one without. */
  private Map<String, Integer> networks(Row row, Measure measure, RunFacts facts) {
    Map<String, Integer> networks = new LinkedHashMap<>();
    switch (row.kind()) {
      case PIXELS -> networks.put(PIXELS, 0);
      case UNTRAINED -> networks.put(UNTRAINED, 0);
      case TRAINED ->
          named(measure, facts).forEach(name -> networks.put(name(name), epoch(name, facts)));
      case PUBLISHED -> {} // nothing is measured
    }
    return networks;
  }

  /** The networks of a measure; the last one stands for the best where no epoch was measured. */
  private static List<String> named(Measure measure, RunFacts facts) {
    return measure.networks().stream()
        .map(name -> name.equals(BEST) && facts.best().isEmpty() ? LAST : name)
        .distinct()
        .toList();
  }

  /** A single epoch is trained at the scale smoke. */
  private String name(String network) {
    boolean number = !network.equals(LAST) && !network.equals(BEST);
    return number && plan.scale() == Scale.SMOKE ? "1" : network;
  }

  private int epoch(String network, RunFacts facts) {
    return switch (network) {
      case LAST -> facts.epochs();
      case BEST -> facts.best().orElse(facts.epochs());
      default -> plan.scale() == Scale.SMOKE ? 1 : Integer.parseInt(network);
    };
  }

  private Report report(RunLayout run, Measure measure, String network, RunFacts facts) {
    boolean pixels = network.equals(PIXELS);
    String measured =
        pixels || network.equals(BEST) && facts.best().orElse(facts.epochs()) == facts.epochs()
            ? LAST
            : network;
    FeatureProgress heard = listener.onMeasure(measure.id(), network);
    try {
      return measuring.measure(
          run,
          measure,
          measured,
          pixels,
          plan.images(measure),
          (done, total) -> heard.proceed(done, total) && !training.isStopped());
    } finally {
      listener.onDone();
    }
  }

  private static ResultLine line(
      Trial trial,
      Map.Entry<String, Integer> network,
      TableColumn column,
      Measure measure,
      Report report,
      RunFacts facts) {
    ColumnValue value = ColumnValue.of(column, measure.kind(), report);
    int epoch = network.getValue();
    return new ResultLine(
        trial.data().key(),
        trial.row().id(),
        trial.seed(),
        network.getKey(),
        epoch == 0 ? "" : Integer.toString(epoch),
        column.id(),
        value.value(),
        value.low(),
        value.high(),
        facts.identity(),
        facts.commit(),
        facts.machine());
  }
}
