package org.likeness.evaluate.retrieval;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.clustering.KMeans;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.Kinds;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;

/**
 * Retrieval among the test images alone, as InvaSpread measures it on classes that were not learned
 * from (Ye et al., CVPR 2019, section 4.3): every image is a query, all others are searched.
 *
 * <p>The report has {@code recall} (by K, the share of the queries with an image of their class
 * among the K nearest others; an image that is alone in its class counts, and is never found),
 * {@code recall_low} and {@code recall_high} (the {@link Interval} of the first K), {@code
 * recall_intervals} (both ends by K), {@code chance} (that share for the first K and random
 * vectors), {@code classes}, and, by k-means with as many clusters as classes, {@code
 * nmi_arithmetic} and {@code nmi_geometric}: mutual information of clusters and classes over the
 * arithmetic or the geometric mean of their entropies. Published numbers of 2019 are geometric.
 * Both have an interval, {@code nmi_arithmetic_low} and so on, for at least 20 images: of the
 * images, with the clusters as they are, by the jackknife, since images that are drawn twice raise
 * the information. With {@code by} the values of a column take the place of classes.
 */
public final class RetrievalEvaluation implements Evaluation {
  private static final String TITLE = "Retrieval";
  private static final int ITERATIONS = 300; // scikit-learn's
  private static final int CLUSTERS = 1;
  private static final int SAMPLES = 2;
  private static final int GROUPS = 20; // of the jackknife

  private final RetrievalOptions options;

  public RetrievalEvaluation(RetrievalOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its entry in the list. */
  public static EvaluationEntry<RetrievalOptions> entry() {
    return EvaluationEntry.of(
            "retrieval",
            TITLE,
            "how often one of the K nearest images is of the same class, and how well clusters agree with classes",
            RetrievalOptions.defaults(),
            RetrievalEvaluation::new,
            new RetrievalReader())
        .withLabels();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return Set.of(Part.TEST);
  }

  @Override
  public long further(Parts parts, FeatureKind features) {
    return options.restarts() > 0 ? parts.test().size() : 0;
  }

  @Override
  public void require(Parts parts) {
    Dataset images = parts.test();
    if (images.size() < 2) {
      throw new InputException(
          "retrieval needs at least 2 images but %s has %d: use a folder with more images"
              .formatted(images.name(), images.size()));
    }
  }

  @Override
  public Report evaluate(Subject subject) {
    Vectors test = subject.vectors(Part.TEST);
    int[] kinds = new Kinds(options.by(), TITLE).of(subject.parts().test(), test.indices());
    Embedder embedder = subject.embedder();
    Cosine.check(test.matrix(), "test images");
    try (Scope scope = Scope.openNoGrad()) {
      Tensor rows = Cosine.unit(test.matrix(), test.matrix(), embedder.centred()); // [n, d]
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      recall(body, rows, kinds, subject);
      body.put("images", kinds.length);
      if (!options.by().isEmpty()) {
        body.put("by", options.by());
      }
      body.put("features", embedder.kind().label());
      if (options.restarts() > 0) {
        information(body, rows, kinds, subject);
      }
      body.put("protocol", protocol(subject, kinds.length));
      return Report.of("retrieval", body);
    }
  }

  private void recall(ObjectNode body, Tensor rows, int[] labels, Subject subject) {
    int most = options.recall().stream().mapToInt(Integer::intValue).max().orElseThrow();
    Neighbours found =
        new NearestNeighbours().search(rows, rows, Math.min(most, labels.length - 1), true);
    int[] ranks = ranks(found.indices(), labels);
    ObjectNode recall = body.putObject("recall");
    for (int k : options.recall()) {
      recall.put(Integer.toString(k), mean(hits(ranks, k)));
    }
    int first = options.recall().get(0);
    Interval.ofMean(hits(ranks, first), samples(subject)).addTo(body, "recall");
    ObjectNode intervals = body.putObject("recall_intervals");
    for (int k : options.recall()) {
      Interval interval = Interval.ofMean(hits(ranks, k), samples(subject));
      intervals.putArray(Integer.toString(k)).add(interval.low()).add(interval.high());
    }
    body.put("chance", chance(labels, first));
    body.put("classes", counts(labels).size());
  }

  /** The same samples for each K. */
  private static RandomStream samples(Subject subject) {
    return subject.random().stream(Purpose.EVALUATION, SAMPLES, 0, 0);
  }

  /**
   * The rank, from 1, of the nearest neighbour of the query's class; the largest number where none
   * of those found is.
   */
  static int[] ranks(int[][] neighbours, int[] labels) {
    int[] ranks = new int[labels.length];
    for (int query = 0; query < labels.length; query++) {
      ranks[query] = Integer.MAX_VALUE;
      for (int i = neighbours[query].length - 1; i >= 0; i--) {
        if (labels[neighbours[query][i]] == labels[query]) {
          ranks[query] = i + 1;
        }
      }
    }
    return ranks;
  }

  private static double[] hits(int[] ranks, int k) {
    return Arrays.stream(ranks).mapToDouble(rank -> rank <= k ? 1 : 0).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** The expected share of queries with one of their class among k others drawn at random. */
  static double chance(int[] labels, int k) {
    int n = labels.length;
    double sum = 0;
    for (int count : counts(labels).values()) {
      double miss = 1; // no draw, without replacement, is one of the count - 1 others
      for (int i = 0; i < Math.min(k, n - 1); i++) {
        miss *= Math.max(0, (double) (n - count - i) / (n - 1 - i));
      }
      sum += count * (1 - miss);
    }
    return sum / n;
  }

  private static Map<Integer, Integer> counts(int[] labels) {
    Map<Integer, Integer> counts = new HashMap<>();
    Arrays.stream(labels).forEach(label -> counts.merge(label, 1, Integer::sum));
    return counts;
  }

  private void information(ObjectNode body, Tensor rows, int[] labels, Subject subject) {
    RandomStream starts = subject.random().stream(Purpose.EVALUATION, CLUSTERS, 0, 0);
    int[] clusters =
        new KMeans(counts(labels).size(), ITERATIONS, options.restarts())
            .fit(rows, starts, step -> proceed(subject, step, labels.length))
            .labels();
    proceed(subject, ITERATIONS * options.restarts(), labels.length);
    MutualInformation information = MutualInformation.of(labels, clusters);
    body.put("nmi_arithmetic", information.arithmetic());
    body.put("nmi_geometric", information.geometric());
    if (labels.length >= GROUPS) {
      List<MutualInformation> without =
          IntStream.range(0, GROUPS)
              .mapToObj(
                  group -> MutualInformation.of(others(labels, group), others(clusters, group)))
              .toList();
      interval(information.arithmetic(), without, MutualInformation::arithmetic)
          .addTo(body, "nmi_arithmetic");
      interval(information.geometric(), without, MutualInformation::geometric)
          .addTo(body, "nmi_geometric");
    }
  }

  /** All but every twentieth. */
  private static int[] others(int[] values, int group) {
    return IntStream.range(0, values.length)
        .filter(i -> i % GROUPS != group)
        .map(i -> values[i])
        .toArray();
  }

  private static Interval interval(
      double value, List<MutualInformation> without, ToDoubleFunction<MutualInformation> mean) {
    return Interval.ofGroups(value, without.stream().mapToDouble(mean).toArray());
  }

  /** Counts the clustering as the images once more. */
  private void proceed(Subject subject, int step, int images) {
    int done = (int) ((long) images * step / ((long) ITERATIONS * options.restarts()));
    if (!subject.progress().proceed(done, images)) {
      throw new CancellationException("the clustering was cancelled");
    }
  }

  private String protocol(Subject subject, int size) {
    Embedder embedder = subject.embedder();
    return String.format(
        Locale.ROOT,
        "%scosine of %s, %s (%,d images, each searched among the others%s, %s)%s",
        embedder.centred() ? "centred " : "",
        embedder.kind().phrase(),
        subject.parts().test().name(),
        size,
        options.by().isEmpty() ? "" : " for the same " + options.by(),
        embedder.transform(),
        options.restarts() > 0
            ? ", k-means with %d restarts, seed %d"
                .formatted(options.restarts(), subject.random().seed())
            : "");
  }
}
