package org.likeness.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.RunException;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * How well the scores of a classifier agree with the labels of images. The prediction is the class
 * with the highest score; equal scores are ordered by class, the lower first. A label for which
 * there is no score, of a class that the classifier has not learned, is never predicted.
 */
public final class Classification {
  /** The key of a report for the share of the images whose class is among the first five. */
  public static final String TOP5 = "top5_accuracy";

  private static final int MANY = 6;

  private static final int FIVE = 5;

  private final int[] labels;
  private final int[] ranks;
  private final int[] predictions;
  private final int classes;
  private final int scored;

  private Classification(int[] labels, int[] ranks, int[] predictions, int scored) {
    this.labels = labels;
    this.ranks = ranks;
    this.predictions = predictions;
    this.scored = scored;
    this.classes = Math.max(scored, 1 + Arrays.stream(labels).max().orElse(-1));
  }

  /**
   * The classification of images; the caller provides the scope.
   *
   * @param scores {@code [n, classes]}, higher where the class is more likely; n at least 1
   * @param labels class of each image, from 0
   * @throws RunException if a score is not finite: it would be ranked before all others
   */
  public static Classification of(Tensor scores, int[] labels) {
    if (scores.dim() != 2 || scores.size(0) != labels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          "scores must be [n, classes] with one label per row, n at least 1, but are %s for %d labels"
              .formatted(Arrays.toString(Tensors.shape(scores)), labels.length));
    }
    if (!Tensors.isFinite(scores)) {
      throw new RunException(
          "the scores of the classifier are not all finite, so nothing can be measured with them: its training diverged, try a smaller learning rate or weight decay");
    }
    int scored = Math.toIntExact(scores.size(1));
    float[] all = Tensors.floats(scores);
    int[] ranks = new int[labels.length];
    int[] predictions = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      float[] row = Arrays.copyOfRange(all, i * scored, (i + 1) * scored);
      ranks[i] = labels[i] < scored ? rank(row, labels[i]) : Integer.MAX_VALUE;
      predictions[i] = best(row);
    }
    return new Classification(labels.clone(), ranks, predictions, scored);
  }

  private static int rank(float[] row, int label) {
    int rank = 1;
    for (int c = 0; c < row.length; c++) {
      boolean before = c < label ? row[c] >= row[label] : row[c] > row[label];
      rank += before ? 1 : 0;
    }
    return rank;
  }

  private static int best(float[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      best = row[c] > row[best] ? c : best;
    }
    return best;
  }

  /** The share of the images whose class is among the k with the highest scores. */
  public double top(int k) {
    return Arrays.stream(hits(k)).average().orElseThrow();
  }

  /** The mean over the classes that have images of the share that is classified correctly. */
  public double balanced() {
    int[] all = new int[classes];
    int[] right = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      all[labels[i]]++;
      right[labels[i]] += ranks[i] == 1 ? 1 : 0;
    }
    double sum = 0;
    int present = 0;
    for (int c = 0; c < classes; c++) {
      if (all[c] > 0) {
        sum += (double) right[c] / all[c];
        present++;
      }
    }
    return sum / present;
  }

  /**
   * How often each class was predicted, by the class that it should have been: the rows of the
   * confusion matrix without their zeros, of the classes that have images.
   */
  public SortedMap<Integer, SortedMap<Integer, Integer>> confusion() {
    return confusion(labels, predictions);
  }

  /**
   * The same of predictions that were made in another way.
   *
   * @param labels class of each image
   * @param predictions predicted class of each, as many
   */
  public static SortedMap<Integer, SortedMap<Integer, Integer>> confusion(
      int[] labels, int[] predictions) {
    SortedMap<Integer, SortedMap<Integer, Integer>> confusion = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      confusion
          .computeIfAbsent(labels[i], key -> new TreeMap<>())
          .merge(predictions[i], 1, Integer::sum);
    }
    return confusion;
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /** Whether there are so many classes, at least six, that reports have the top-5 accuracy. */
  public static boolean hasTop5(int classes) {
    return classes >= MANY;
  }

  private double[] hits(int k) {
    return Arrays.stream(ranks).mapToDouble(rank -> rank <= k ? 1 : 0).toArray();
  }

  /**
   * Adds the keys {@code accuracy}, {@code accuracy_low} and {@code accuracy_high} (see {@link
   * Interval}), {@code balanced_accuracy}, {@code classes} (those with a score), {@code chance},
   * and with more than five classes {@code top5_accuracy}.
   *
   * @param random samples of the interval
   */
  public void addTo(ObjectNode body, RandomStream random) {
    body.put("accuracy", top(1));
    Interval.ofMean(hits(1), random).addTo(body, "accuracy");
    if (hasTop5(scored)) {
      body.put(TOP5, top(FIVE));
    }
    body.put("balanced_accuracy", balanced());
    body.put("classes", scored);
    body.put("chance", 1.0 / scored);
  }

  /**
   * Adds the key {@code per_class}, an array with an object for each class that has images: {@code
   * class}, {@code images}, {@code accuracy}, and {@code predicted}, how many of them were
   * predicted as each class (the row of the confusion matrix without its zeros).
   *
   * @param names of the classes; a class without one has its number
   */
  public void addClassesTo(ObjectNode body, List<String> names) {
    ArrayNode array = body.putArray("per_class");
    confusion()
        .forEach(
            (label, predicted) -> {
              int images = predicted.values().stream().mapToInt(Integer::intValue).sum();
              ObjectNode row = array.addObject();
              row.put("class", name(names, label));
              row.put("images", images);
              row.put("accuracy", (double) predicted.getOrDefault(label, 0) / images);
              ObjectNode counts = row.putObject("predicted");
              predicted.forEach((each, count) -> counts.put(name(names, each), count));
            });
  }

  private static String name(List<String> names, int number) {
    return number < names.size() ? names.get(number) : Integer.toString(number);
  }
}
