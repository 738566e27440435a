package org.likeness.evaluate.neighbours;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.evaluate.Evaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;
import org.likeness.option.OptionValues;
import org.likeness.random.Purpose;
import org.likeness.torch.Scope;

/**
 * The nearest training images of test images, or the nearest other test images, to be looked at: Wu
 * et al., <i>Unsupervised Feature Learning via Non-Parametric Instance Discrimination</i>, CVPR
 * 2018, figure 5. The best cases are test images whose neighbours all have their class, the worst
 * those with none; which of them are drawn depends on the seed alone, as do the test images drawn
 * whatever their neighbours are, so that several networks have the same of these. No image is drawn
 * twice as long as there are others.
 *
 * <p>The report has {@code k}, {@code bank} ({@code train} or {@code test}), {@code cases} (each
 * with {@code case}, one of best, worst and any, {@code id}, {@code class}, and {@code neighbours}:
 * {@code id}, {@code class}, {@code similarity} and {@code right}) and, if the images have classes,
 * {@code precision} (mean share of the neighbours that are right) with its {@link Interval}, {@code
 * best} and {@code worst} (the number of such cases). Without classes there are neither best cases
 * nor worst ones.
 */
public final class NeighboursEvaluation implements Evaluation {
  private static final int ORDER = 7;
  private static final int SAMPLES = 8;

  private final NeighboursOptions options;

  public NeighboursEvaluation(NeighboursOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /** Its entry in the list. */
  public static EvaluationEntry<NeighboursOptions> entry() {
    return EvaluationEntry.of(
            "neighbours",
            "Nearest neighbours",
            "a figure of test images and their nearest images, best and worst cases",
            NeighboursOptions.defaults(),
            NeighboursEvaluation::new,
            new NeighboursReader())
        .withoutScore();
  }

  @Override
  public Set<Part> parts(Parts parts) {
    return EnumSet.of(options.bank().part(), Part.TEST);
  }

  @Override
  public void require(Parts parts) {
    for (Part part : parts(parts)) {
      if (parts.of(part).size() == 0) {
        throw new InputException(
            "nearest neighbours need images but %s has none: use a folder with more images"
                .formatted(parts.of(part).name()));
      }
    }
    if (amongOthers() && parts.test().size() == 1) {
      throw new InputException(
          "nearest neighbours among the other test images need at least 2 but %s has 1: use a folder with more images"
              .formatted(parts.test().name()));
    }
  }

  /** Whether the bank is the test images, of which none is its own neighbour. */
  private boolean amongOthers() {
    return options.bank() == NeighboursBank.TEST;
  }

  @Override
  public Report evaluate(Subject subject) {
    Vectors bank = subject.vectors(options.bank().part());
    Vectors test = subject.vectors(Part.TEST);
    int k = Math.min(options.k(), bank.size() - (amongOthers() ? 1 : 0));
    Cosine.check(bank.matrix(), "images");
    Cosine.check(test.matrix(), "images");
    Neighbours found;
    try (Scope scope = Scope.openNoGrad()) {
      Tensor rows = bank.matrix();
      boolean centred = subject.embedder().centred();
      Tensor queries = Cosine.unit(test.matrix(), rows, centred);
      found =
          new NearestNeighbours()
              .search(Cosine.unit(rows, rows, centred), queries, k, amongOthers());
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("images", test.size());
    body.put("k", k);
    body.put("bank", OptionValues.name(options.bank()));
    body.put("features", subject.embedder().kind().label());
    Dataset searched = subject.parts().of(options.bank().part());
    Cases cases =
        new Cases(searched, subject.parts().test(), bank.indices(), test.indices(), found);
    int[] order = order(subject, test);
    ArrayNode array = body.putArray("cases");
    if (cases.labelled()) {
      double[] right = cases.shares();
      body.put("precision", Arrays.stream(right).average().orElseThrow());
      Interval.ofMean(right, subject.random().stream(Purpose.EVALUATION, SAMPLES, 0, 0))
          .addTo(body, "precision");
      body.put("best", (int) IntStream.of(order).filter(q -> right[q] == 1).count());
      body.put("worst", (int) IntStream.of(order).filter(q -> right[q] == 0).count());
      int[] others = // than those drawn in any case, as long as there are others
          IntStream.concat(
                  IntStream.of(order).skip(options.cases()),
                  IntStream.of(order).limit(options.cases()))
              .toArray();
      add(array, cases, "best", others, q -> right[q] == 1);
      add(array, cases, "worst", others, q -> right[q] == 0);
    }
    add(array, cases, "any", order, q -> true);
    body.put("protocol", protocol(subject, bank.size(), test.size(), k));
    return Report.of("neighbours", body);
  }

  /** Rows of the test part in an order that depends on the seed and the images alone. */
  private static int[] order(Subject subject, Vectors test) {
    int[] images = IntStream.range(0, subject.parts().test().size()).toArray();
    subject.random().stream(Purpose.EVALUATION, ORDER, 0, 0).shuffle(images);
    int[] rows = new int[images.length]; // of an image; -1 if it cannot be decoded
    Arrays.fill(rows, -1);
    for (int row = 0; row < test.size(); row++) {
      rows[test.indices()[row]] = row;
    }
    return IntStream.of(images).map(image -> rows[image]).filter(row -> row >= 0).toArray();
  }

  private void add(ArrayNode array, Cases cases, String kind, int[] order, IntPredicate which) {
    IntStream.of(order)
        .filter(which)
        .limit(options.cases())
        .forEach(query -> array.add(cases.json(kind, query)));
  }

  private String protocol(Subject subject, int bank, int queries, int k) {
    Embedder embedder = subject.embedder();
    String images =
        amongOthers()
            ? "among the others of %s (%,d images, %s)"
                .formatted(subject.parts().test().name(), queries, embedder.transform())
            : "bank %s (%,d images, %s), queries %s (%,d images)"
                .formatted(
                    subject.parts().bank().name(),
                    bank,
                    embedder.transform(),
                    subject.parts().test().name(),
                    queries);
    return String.format(
        Locale.ROOT,
        "the %d nearest by %scosine of %s, %s, seed %d",
        k,
        embedder.centred() ? "centred " : "",
        embedder.kind().phrase(),
        images,
        subject.random().seed());
  }

  /**
   * The neighbours of all queries, with the identities of images.
   *
   * @param searched where {@code bank} are the numbers of the rows
   * @param asked where {@code test} are
   */
  @SuppressWarnings("ArrayRecordComponent") // read only
  private record Cases(Dataset searched, Dataset asked, int[] bank, int[] test, Neighbours found) {
    boolean labelled() {
      return asked.labelled() && searched.labelled();
    }

    double[] shares() {
      double[] shares = new double[test.length];
      for (int query = 0; query < test.length; query++) {
        int right = 0;
        for (int neighbour : found.indices()[query]) {
          right += same(query, neighbour) ? 1 : 0;
        }
        shares[query] = (double) right / found.k();
      }
      return shares;
    }

    private boolean same(int query, int neighbour) {
      OptionalInt label = asked.info(test[query]).label();
      return label.isPresent() && label.equals(searched.info(bank[neighbour]).label());
    }

    ObjectNode json(String kind, int query) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("case", kind);
      put(json, asked, test[query]);
      ArrayNode neighbours = json.putArray("neighbours");
      for (int i = 0; i < found.k(); i++) {
        ObjectNode neighbour = neighbours.addObject();
        int row = found.indices()[query][i];
        put(neighbour, searched, bank[row]);
        neighbour.put("similarity", found.similarities()[query][i]);
        if (labelled()) {
          neighbour.put("right", same(query, row));
        }
      }
      return json;
    }

    private static void put(ObjectNode json, Dataset images, int index) {
      json.put("id", images.info(index).id());
      json.put("class", images.labelName(index));
    }
  }
}
