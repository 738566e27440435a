package org.likeness.evaluate.knn;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.likeness.data.Dataset;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.LabelledVectors;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.torch.Scope;

/**
 * {@link Knn} as an evaluation: the queries are the test part. If there is a validation part with
 * labels, the best k and tau of a grid are chosen on it, and the test part is evaluated once with
 * them.
 *
 * <p>The report has {@code rows}, one object for each k and tau in the order of the options, tau
 * changing fastest, and {@code best_of_grid}, an object of the same form, if a grid was searched.
 * Each has {@code accuracy}, its {@link Interval} {@code accuracy_low} and {@code accuracy_high},
 * {@code top5_accuracy} (where k is 5 or more, from six classes on), {@code balanced_accuracy},
 * {@code classes}, and the keys of its {@link Protocol}. {@code per_class} and {@code confusion}
 * are those of the first row, see {@link ClassResults}.
 */
public final class KnnEvaluation implements Evaluation {
  static final String ROWS = "rows";
  static final String BEST = "best_of_grid";

  private static final String TITLE = "kNN accuracy";
  private static final int SAMPLES = 4;

  private final Options options;

  public KnnEvaluation(Options options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** The options. */
  public record Options(
      @Option(
              value = "200",
              range = "[1, inf)",
              size = "[1, inf)",
              help = "numbers of neighbours; the first k with the first tau gives the score")
          List<Integer> k,
      @Option(value = "0.1", range = "[0.002, inf)", size = "[1, inf)", help = "temperatures")
          List<Double> tau,
      @Option(
              value = "1, 5, 20, 50, 200",
              range = "[1, inf)",
              help = "numbers of neighbours; the best is chosen on the validation part")
          List<Integer> gridK,
      @Option(
              value = "0.02, 0.05, 0.1, 0.2",
              range = "[0.002, inf)",
              help = "temperatures; the best is chosen on the validation part")
          List<Double> gridTau,
      @Option(
              value = "features",
              help =
                  "what is searched, the embedded images of the bank or the memory bank of a run of InstDisc")
          KnnBank bank) {
    public Options {
      k = List.copyOf(k);
      tau = List.copyOf(tau);
      gridK = List.copyOf(gridK);
      gridTau = List.copyOf(gridTau);
    }

    /** The same with an embedded bank. */
    public Options(List<Integer> k, List<Double> tau, List<Integer> gridK, List<Double> gridTau) {
      this(k, tau, gridK, gridTau, KnnBank.FEATURES);
    }

    /** The papers' k, a temperature suitable for small encoders, and a grid around both. */
    public static Options defaults() {
      return OptionRecords.defaults(Options.class);
    }

    boolean hasGrid() {
      return !gridK.isEmpty() && !gridTau.isEmpty();
    }
  }

  /** The options during training: one accuracy, without a grid. */
  public record MonitorOptions(
      @Option(value = "20", range = "[1, inf)", help = "number of neighbours") int k,
      @Option(value = "0.1", range = "[0.002, inf)", help = "temperature") double tau) {
    Options votes() {
      return new Options(List.of(k), List.of(tau), List.of(), List.of());
    }
  }

  /** Its entry in the list. */
  public static EvaluationEntry<Options> entry() {
    return EvaluationEntry.of(
            "knn",
            TITLE,
            "classification of an image by the weighted votes of its k nearest neighbours",
            Options.defaults(),
            KnnEvaluation::new,
            new KnnReader())
        .withLabels()
        .withMonitor(
            OptionRecords.defaults(MonitorOptions.class),
            options -> new KnnEvaluation(options.votes()));
  }

  @Override
  public Set<Part> parts(Parts parts) {
    Set<Part> asked = EnumSet.of(Part.TEST);
    if (options.bank() == KnnBank.FEATURES) {
      asked.add(Part.BANK);
    }
    if (searchesGrid(parts)) {
      asked.add(Part.VALIDATION);
    }
    return asked;
  }

  private boolean searchesGrid(Parts parts) {
    return options.hasGrid() && parts.validationLabelled();
  }

  @Override
  public Report evaluate(Subject subject) {
    List<KnnReport> rows = ask(subject, Part.TEST, options.k(), options.tau());
    Optional<KnnReport> best = best(subject);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("images", rows.get(0).protocol().querySize());
    String chosen =
        best.isPresent() ? "; the best k and tau were chosen on the validation part" : "";
    body.put("protocol", Protocol.phrase(rows.stream().map(KnnReport::protocol).toList()) + chosen);
    ArrayNode array = body.putArray(ROWS);
    rows.forEach(row -> array.add(json(row, subject)));
    best.ifPresent(row -> body.set(BEST, json(row, subject)));
    ClassResults.of(
            bank(subject).labels(),
            subject.labelled(Part.TEST, TITLE).labels(),
            rows.get(0).predictions(),
            subject.parts().test().classNames())
        .addTo(body);
    return Report.of("knn", body);
  }

  private static ObjectNode json(KnnReport row, Subject subject) {
    ObjectNode json = row.json();
    double[] hits = new double[row.predictions().size()]; // their order does not matter
    Arrays.fill(hits, 0, (int) Math.round(row.accuracy() * hits.length), 1);
    Interval.ofMean(hits, subject.random().stream(Purpose.EVALUATION, SAMPLES, 0, 0))
        .addTo(json, "accuracy");
    return json;
  }

  /**
   * The grid is searched on the validation part; the test part is evaluated once, with the best k
   * and tau.
   */
  private Optional<KnnReport> best(Subject subject) {
    if (!searchesGrid(subject.parts())) {
      return Optional.empty();
    }
    Vote found =
        ask(subject, Part.VALIDATION, options.gridK(), options.gridTau()).stream()
            .max(Comparator.comparingDouble(KnnReport::accuracy))
            .orElseThrow()
            .protocol()
            .vote();
    return Optional.of(
        ask(subject, Part.TEST, List.of(found.asked()), List.of(found.tau())).get(0));
  }

  private LabelledVectors bank(Subject subject) {
    return options.bank() == KnnBank.FEATURES
        ? subject.labelled(Part.BANK, TITLE)
        : subject.memory().labelled(subject.parts().bank(), TITLE);
  }

  private List<KnnReport> ask(Subject subject, Part asking, List<Integer> k, List<Double> tau) {
    Embedder embedder = subject.embedder();
    LabelledVectors bank = bank(subject);
    LabelledVectors queries = subject.labelled(asking, TITLE);
    Dataset known = subject.parts().bank();
    Origin origin =
        new Origin(
            options.bank(),
            embedder.kind(),
            embedder.transform(),
            known.name(),
            subject.parts().of(asking).name(),
            subject.epoch());
    try (Scope scope = Scope.openNoGrad()) {
      return new Knn(new KnnOptions(k, tau, embedder.centred(), false))
          .evaluate(bank, queries, origin);
    }
  }
}
