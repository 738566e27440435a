package org.likeness.evaluate.knn;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.evaluate.Classification;
import org.likeness.features.LabelledVectors;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;

/**
 * Weighted k-nearest-neighbour classification: how well an image's class is predicted by its
 * nearest neighbours, without training. Wu et al., <i>Unsupervised Feature Learning via
 * Non-Parametric Instance Discrimination</i>, CVPR 2018, section 3.4:
 *
 * <pre>
 *   w_c = sum over the k nearest bank rows i of class c of exp(s_i / tau),   s_i = cosine(v_i, f),   class = argmax of w_c
 * </pre>
 *
 * <p>Equal similarities are ordered by bank row, equal votes go to the lower class. A {@code k}
 * larger than the bank is reduced to its size, which the {@link Protocol} states.
 */
public final class Knn {
  private static final int FIVE = 5;

  private final KnnOptions options;

  public Knn(KnnOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /**
   * Evaluates all k and tau with one search.
   *
   * @param bank the labelled vectors that are searched, not necessarily normalised
   * @param queries the labelled query vectors, of the same width and type
   * @param origin their origin, for the protocol
   * @return one report for each k and tau, in the order of the options, tau changing fastest
   * @throws org.likeness.error.RunException if a vector is not finite
   */
  public List<KnnReport> evaluate(LabelledVectors bank, LabelledVectors queries, Origin origin) {
    int available = bank.size() - (options.excludeSelf() ? 1 : 0);
    if (available < 1) {
      throw new InputException(
          "kNN needs a bank of at least "
              + (options.excludeSelf() ? 2 : 1)
              + " images but "
              + origin.bankName()
              + " has "
              + bank.size()
              + ": use more images");
    }
    int largest = Math.min(Collections.max(options.k()), available);
    Neighbours neighbours = neighbours(bank.vectors(), queries.vectors(), largest);
    int classes = Math.max(bank.classes(), queries.classes());
    List<KnnReport> reports = new ArrayList<>();
    for (int asked : options.k()) {
      for (double tau : options.tau()) {
        Vote vote =
            new Vote(
                Math.min(asked, available), asked, tau, options.centred(), options.excludeSelf());
        Protocol protocol = new Protocol(vote, origin, bank.size(), queries.size());
        reports.add(report(neighbours, bank.labels(), queries.labels(), classes, protocol));
      }
    }
    return reports;
  }

  private Neighbours neighbours(Tensor bank, Tensor queries, int k) {
    Cosine.check(bank, "bank");
    Cosine.check(queries, "queries");
    return new NearestNeighbours()
        .search(
            Cosine.unit(bank, bank, options.centred()),
            Cosine.unit(queries, bank, options.centred()),
            k,
            options.excludeSelf());
  }

  /** The votes of one query, one value per class, not normalised. */
  static double[] votes(
      int[] neighbours, double[] similarities, int[] labels, int k, double tau, int classes) {
    double[] votes = new double[classes];
    for (int i = 0; i < k; i++) {
      votes[labels[neighbours[i]]] += Math.exp(similarities[i] / tau);
    }
    return votes;
  }

  static int[] predictions(Neighbours neighbours, int[] labels, int k, double tau, int classes) {
    int[] predictions = new int[neighbours.size()];
    for (int q = 0; q < predictions.length; q++) {
      double[] votes =
          votes(neighbours.indices()[q], neighbours.similarities()[q], labels, k, tau, classes);
      for (int c = 1; c < classes; c++) {
        if (votes[c] > votes[predictions[q]]) {
          predictions[q] = c;
        }
      }
    }
    return predictions;
  }

  private static KnnReport report(
      Neighbours neighbours, int[] bank, int[] labels, int classes, Protocol protocol) {
    Vote vote = protocol.vote();
    int[] predictions = predictions(neighbours, bank, vote.k(), vote.tau(), classes);
    int[] right = new int[classes];
    int[] all = new int[classes];
    int hits = 0;
    for (int q = 0; q < labels.length; q++) {
      all[labels[q]]++;
      if (predictions[q] == labels[q]) {
        right[labels[q]]++;
        hits++;
      }
    }
    double recalls = 0;
    int present = 0;
    for (int c = 0; c < classes; c++) {
      if (all[c] > 0) {
        recalls += (double) right[c] / all[c];
        present++;
      }
    }
    return new KnnReport(
        (double) hits / labels.length,
        top5(neighbours, bank, labels, classes, vote),
        recalls / present,
        classes,
        Arrays.stream(predictions).boxed().toList(),
        protocol);
  }

  private static OptionalDouble top5(
      Neighbours neighbours, int[] bank, int[] labels, int classes, Vote vote) {
    if (!Classification.hasTop5(classes) || vote.k() < FIVE) {
      return OptionalDouble.empty();
    }
    int hits = 0;
    for (int q = 0; q < labels.length; q++) {
      double[] votes =
          votes(
              neighbours.indices()[q],
              neighbours.similarities()[q],
              bank,
              vote.k(),
              vote.tau(),
              classes);
      hits += amongFirst(votes, labels[q], FIVE) ? 1 : 0;
    }
    return OptionalDouble.of((double) hits / labels.length);
  }

  /** Whether a class has votes and is one of the first by votes; equal votes by class number. */
  static boolean amongFirst(double[] votes, int label, int first) {
    int before = 0;
    for (int c = 0; c < votes.length; c++) {
      before += votes[c] > votes[label] || votes[c] == votes[label] && c < label ? 1 : 0;
    }
    return votes[label] > 0 && before < first;
  }
}
