package org.likeness.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.classifier.Answer;
import org.likeness.collection.Nearness;
import org.likeness.collection.UnitRows;
import org.likeness.error.InputException;
import org.likeness.neighbours.Neighbours;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableImage;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Classifies by the k nearest labelled images, as the evaluation {@code knn} does: each adds {@code
 * exp(similarity / tau)} to its class. The probability of a class is its share of all votes.
 * Thread-safe.
 */
public final class LabelledNeighbours implements AutoCloseable {
  private final UnitRows rows;
  private final int[] numbers;
  private final List<TableImage> images;
  private final List<String> classes;
  private final int[] labels;
  private final int k;
  private final double tau;

  private LabelledNeighbours(
      UnitRows rows, int[] numbers, List<TableImage> images, int k, double tau) {
    this.rows = rows;
    this.numbers = numbers;
    this.images = images;
    this.k = Math.min(k, numbers.length);
    this.tau = tau;
    this.classes =
        List.copyOf(
            new TreeSet<>(Arrays.stream(numbers).mapToObj(n -> images.get(n).label()).toList()));
    this.labels =
        Arrays.stream(numbers)
            .map(n -> java.util.Collections.binarySearch(classes, images.get(n).label()))
            .toArray();
  }

  /**
   * The labelled rows of a table.
   *
   * @param k neighbours that vote; as many as there are if there are fewer
   * @param tau temperature
   * @throws InputException if no row has a label, or k or tau is not positive
   */
  public static LabelledNeighbours of(EmbeddingTable table, int k, double tau) {
    if (k < 1) {
      throw new InputException("the number of neighbours must be at least 1 but is " + k);
    }
    if (!(tau > 0)) {
      throw new InputException("tau must be above 0 but is " + tau);
    }
    List<TableImage> images = table.images();
    int[] labelled =
        IntStream.range(0, images.size())
            .filter(row -> !images.get(row).label().isEmpty())
            .toArray();
    if (labelled.length == 0) {
      throw new InputException(
          "no image of the table of "
              + table.info().data()
              + " has a label, so there is no class to find: put the images into one folder per class, or use a CSV with the columns path and label");
    }
    UnitRows all = UnitRows.of(table);
    if (labelled.length == images.size()) {
      return new LabelledNeighbours(all, labelled, images, k, tau);
    }
    try (all) {
      return new LabelledNeighbours(all.some(labelled), labelled, images, k, tau);
    }
  }

  /** The names of the classes, in the order of their names. */
  public List<String> classes() {
    return classes;
  }

  /**
   * Classifies one vector.
   *
   * @param vector {@code [d]}, of any length
   * @param top most answers and reasons
   */
  public Explanation classify(float[] vector, int top) {
    try (Scope scope = Scope.openNoGrad()) {
      return classify(Tensors.of(vector, 1, vector.length), top).get(0);
    }
  }

  /**
   * Classifies vectors.
   *
   * @param vectors {@code [m, d]}, of any length
   * @param top most answers and reasons of each
   */
  public List<Explanation> classify(Tensor vectors, int top) {
    if (vectors.size(1) != rows.dimension()) {
      throw new IllegalArgumentException(
          "vectors must have %d values but have %d".formatted(rows.dimension(), vectors.size(1)));
    }
    Neighbours nearest = Nearness.search(vectors, rows, Math.max(k, Math.min(top, numbers.length)));
    List<Explanation> all = new ArrayList<>();
    for (int q = 0; q < nearest.size(); q++) {
      all.add(explained(nearest.indices()[q], nearest.similarities()[q], top));
    }
    return all;
  }

  private Explanation explained(int[] near, double[] similarities, int top) {
    double[] votes = new double[classes.size()];
    double sum = 0;
    for (int i = 0; i < k; i++) {
      double vote = Math.exp((similarities[i] - similarities[0]) / tau);
      votes[labels[near[i]]] += vote;
      sum += vote;
    }
    double total = sum;
    List<Answer> answers =
        IntStream.range(0, votes.length)
            .filter(c -> votes[c] > 0)
            .mapToObj(c -> new Answer(c, classes.get(c), votes[c] / total))
            .sorted(Comparator.comparingDouble(Answer::probability).reversed())
            .limit(top)
            .toList();
    List<Reason> reasons =
        IntStream.range(0, Math.min(top, near.length))
            .mapToObj(i -> reason(near[i], similarities[i]))
            .toList();
    return new Explanation(answers, reasons);
  }

  private Reason reason(int place, double similarity) {
    TableImage image = images.get(numbers[place]);
    return new Reason(numbers[place], image.id(), image.label(), similarity);
  }

  /** Frees the vectors. */
  @Override
  public void close() {
    rows.close();
  }
}
