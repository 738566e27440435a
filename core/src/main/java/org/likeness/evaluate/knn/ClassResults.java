package org.likeness.evaluate.knn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.likeness.evaluate.Classification;
import org.likeness.figure.Confusion;

/**
 * The results of each class. In a report: {@code per_class}, an object for each class that has
 * images, with {@code class} (its name), {@code bank} and {@code images} (the number of images in
 * bank and test), {@code accuracy} and {@code predicted}, how many of its test images were
 * predicted as each class (both absent without test images); and, if there are at most {@link
 * Confusion#MOST} classes, {@code confusion}, a row for each true class in the same order, with the
 * number of test images predicted as each class.
 */
final class ClassResults {
  private final List<String> names;
  private final int[] bank;
  private final int[] images;
  private final int[] right;
  private final int[] labels;
  private final List<Integer> predictions;

  private ClassResults(
      List<String> names, int[] bank, int[] labels, List<Integer> predictions, int classes) {
    this.names = names;
    this.bank = counts(bank, classes);
    this.images = counts(labels, classes);
    this.right = new int[classes];
    this.labels = labels;
    this.predictions = predictions;
    for (int q = 0; q < labels.length; q++) {
      right[labels[q]] += predictions.get(q) == labels[q] ? 1 : 0;
    }
  }

  /**
   * Counts predictions.
   *
   * @param bank the class of each bank image
   * @param labels the class of each test image
   * @param predictions of each test image
   * @param names names of the classes; a class without one is named by its number
   */
  static ClassResults of(int[] bank, int[] labels, List<Integer> predictions, List<String> names) {
    int classes = 0;
    for (int[] each : new int[][] {bank, labels}) {
      for (int label : each) {
        classes = Math.max(classes, label + 1);
      }
    }
    return new ClassResults(names, bank, labels, predictions, classes);
  }

  private static int[] counts(int[] labels, int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  void addTo(ObjectNode body) {
    ArrayNode rows = body.putArray("per_class");
    SortedMap<Integer, SortedMap<Integer, Integer>> counts =
        Classification.confusion(
            labels, predictions.stream().mapToInt(Integer::intValue).toArray());
    int[] places = new int[images.length]; // of a class among those that have images
    for (int c = 0; c < images.length; c++) {
      places[c] = rows.size();
      if (bank[c] + images[c] > 0) {
        ObjectNode row = rows.addObject();
        row.put("class", name(c));
        row.put("bank", bank[c]);
        row.put("images", images[c]);
        if (images[c] > 0) {
          row.put("accuracy", (double) right[c] / images[c]);
          ObjectNode predicted = row.putObject("predicted");
          counts
              .getOrDefault(c, Collections.emptySortedMap())
              .forEach((each, count) -> predicted.put(name(each), count));
        }
      }
    }
    if (rows.size() <= Confusion.MOST) {
      addConfusion(body.putArray("confusion"), places, rows.size());
    }
  }

  private String name(int label) {
    return label < names.size() ? names.get(label) : Integer.toString(label);
  }

  private void addConfusion(ArrayNode matrix, int[] places, int classes) {
    int[][] counts = new int[classes][classes];
    for (int q = 0; q < labels.length; q++) {
      counts[places[labels[q]]][places[predictions.get(q)]]++;
    }
    for (int[] row : counts) {
      ArrayNode cells = matrix.addArray();
      for (int count : row) {
        cells.add(count);
      }
    }
  }
}
