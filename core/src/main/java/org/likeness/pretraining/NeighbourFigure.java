package org.likeness.pretraining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Subset;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Subject;
import org.likeness.features.Vectors;
import org.likeness.figure.Figure;
import org.likeness.figure.NeighbourRow;
import org.likeness.figure.NeighbourSheet;
import org.likeness.figure.SameBy;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;

/**
 * The figure of a summary: some test images and their nearest neighbours among all test images, by
 * pixels, before and after training.
 */
final class NeighbourFigure {
  private static final int QUERIES = 5;
  private static final int NEIGHBOURS = 10;

  private final Subset images;
  private final RandomSource random;
  private final Map<Integer, List<NeighbourRow>> rows = new LinkedHashMap<>();
  private int kinds;

  /**
   * A figure without rows.
   *
   * @param images the test images
   * @param random chooses those whose neighbours are shown
   */
  NeighbourFigure(Subset images, RandomSource random) {
    this.images = images;
    this.random = random;
    for (int query : queries(images.size())) {
      rows.put(query, new ArrayList<>());
    }
  }

  /**
   * Adds the nearest neighbours by one embedding.
   *
   * @param subject a subject whose test part are the images
   */
  void add(String name, Subject subject) {
    kinds++;
    try (Scope scope = Scope.openNoGrad()) {
      Vectors vectors = subject.vectors(Part.TEST);
      int k = Math.min(Math.min(NEIGHBOURS, images.size() - 2), vectors.size() - 1);
      if (k < 1) {
        return;
      }
      Tensor unit = Cosine.unit(vectors.matrix(), vectors.matrix(), subject.embedder().centred());
      Neighbours found = new NearestNeighbours().search(unit, unit, k, true);
      for (int row = 0; row < vectors.size(); row++) {
        List<NeighbourRow> known = rows.get(vectors.indices()[row]);
        if (known != null) {
          int[] numbers =
              IntStream.of(found.indices()[row]).map(place -> vectors.indices()[place]).toArray();
          known.add(new NeighbourRow(name, numbers, found.similarities()[row]));
        }
      }
    }
  }

  /** The images that have neighbours by every embedding; empty if there are none. */
  Optional<Figure> figure() {
    SameBy same = images.labelled() ? SameBy.LABEL : SameBy.NOTHING;
    NeighbourSheet sheet = new NeighbourSheet(images, images, same);
    Map<Integer, List<NeighbourRow>> whole = new LinkedHashMap<>(rows);
    whole.values().removeIf(found -> found.isEmpty() || found.size() < kinds);
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    whole.forEach(sheet::add);
    String frames =
        same == SameBy.LABEL ? " Frame with a tick: same label (not used in training)." : "";
    return Optional.of(
        sheet.draw(
            "Nearest neighbours among test images",
            String.format(
                Locale.ROOT,
                "%s: %,d images, cosine similarity below each (pixels centred).%s",
                images.name(),
                images.size(),
                frames)));
  }

  private int[] queries(int size) {
    int[] order = IntStream.range(0, size).toArray();
    random.stream(Purpose.EVALUATION, 1, 0, 0).shuffle(order);
    return IntStream.of(order).limit(QUERIES).toArray();
  }
}
