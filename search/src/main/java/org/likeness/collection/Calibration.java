package org.likeness.collection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.neighbours.Neighbours;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * What a similarity means in a collection: a sample of its images is edited as copies usually are
 * ({@link CopyEdit}), and the similarities of the copies to their originals stand against those of
 * the originals to the nearest other image. Other images that show the same picture by their pixels
 * ({@link SamePicture}) are copies themselves, so they are left out: a collection full of
 * duplicates can still be calibrated.
 *
 * @param copies of each copy to its original, rising
 * @param others of each image of the sample to the nearest other one, rising
 * @param leftOut nearest images that were left out as copies
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record Calibration(double[] copies, double[] others, int leftOut) {
  /** Images of the sample, where the collection has so many. */
  public static final int SAMPLE = 500;

  private static final int LOOKED_AT = 8;
  private static final int BATCH = 64;
  private static final int SIDE = 96;

  /**
   * Measures a collection.
   *
   * @param rows of the collection
   * @param images of the rows
   * @param embedder that computed the rows
   * @param seed of the sample and of the edits
   * @throws InputException if there are fewer than two images
   * @throws java.util.concurrent.CancellationException if {@code progress} cancels it
   */
  public static Calibration of(
      UnitRows rows,
      CollectionImages images,
      Embedder embedder,
      int sample,
      long seed,
      FeatureProgress progress) {
    if (rows.size() < 2) {
      throw new InputException("a threshold needs at least 2 images to be calibrated: give one");
    }
    int[] chosen = sample(rows.size(), sample, seed);
    int edits = chosen.length * CopyEdit.values().length;
    int all = edits + chosen.length;
    double[] copies =
        copies(rows, images, embedder, chosen, seed, (done, total) -> progress.proceed(done, all));
    List<Double> others = new ArrayList<>();
    int leftOut =
        others(rows, images, chosen, others, (done, total) -> progress.proceed(edits + done, all));
    double[] rising = others.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Calibration(copies, rising, leftOut);
  }

  private static int[] sample(int size, int sample, long seed) {
    int[] all = IntStream.range(0, size).toArray();
    new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0).shuffle(all);
    return Arrays.stream(all).limit(sample).sorted().toArray();
  }

  private static double[] copies(
      UnitRows rows,
      CollectionImages images,
      Embedder embedder,
      int[] chosen,
      long seed,
      FeatureProgress progress) {
    int[] numbers = Arrays.stream(chosen).map(images::number).toArray();
    EditedCopies edited = new EditedCopies(images.dataset(), numbers, seed);
    try (Scope scope = Scope.openNoGrad()) {
      Vectors vectors =
          new Features(embedder, LoaderOptions.everyImage(BATCH)).of(edited, progress);
      Tensor unit = Cosine.unit(rows.centre(vectors.matrix()));
      int[] originals =
          Arrays.stream(vectors.indices()).map(copy -> chosen[edited.original(copy)]).toArray();
      Tensor own = rows.rows(originals);
      double[] similarities = Tensors.doubles(unit.mul(own).sum(1));
      Arrays.sort(similarities);
      return similarities;
    }
  }

  /** Adds the similarity of each to its nearest other image; returns how many were left out. */
  private static int others(
      UnitRows rows,
      CollectionImages images,
      int[] chosen,
      List<Double> others,
      FeatureProgress progress) {
    int k = Math.min(LOOKED_AT, rows.size() - 1);
    Neighbours nearest;
    try (Scope scope = Scope.openNoGrad();
        UnitRows sample = UnitRows.of(rows.rows(chosen))) {
      nearest =
          NearestRows.search(
              sample, rows, chosen, k, (done, total) -> progress.proceed(0, chosen.length));
    }
    int leftOut = 0;
    for (int i = 0; i < chosen.length; i++) {
      SamePicture picture = SamePicture.of(images.load(chosen[i], SIDE));
      int place = 0;
      while (place < k
          && picture.isSame(SamePicture.of(images.load(nearest.indices()[i][place], SIDE)))) {
        place++;
      }
      leftOut += place;
      if (place < k) {
        others.add(nearest.similarities()[i][place]);
      }
      if (!progress.proceed(i + 1, chosen.length)) {
        throw new CancellationException("the calibration was cancelled");
      }
    }
    return leftOut;
  }

  /**
   * The threshold that finds the most copies with at most a rate of false alarms; of several, the
   * one with the fewest false alarms.
   *
   * @param rate share of the images whose nearest other image is taken for a copy, 0 to 1
   */
  public double threshold(double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate must be in [0, 1] but is " + rate);
    }
    int allowed = (int) Math.floor(rate * others.length + 1e-9);
    double above =
        allowed >= others.length
            ? Double.NEGATIVE_INFINITY
            : Math.nextUp((float) others[others.length - 1 - allowed]);
    return Arrays.stream(copies)
        .filter(copy -> copy >= above)
        .findFirst()
        .orElse(Math.max(above, -1));
  }

  /** The share of the edited copies that a threshold finds. */
  public double recall(double threshold) {
    return share(copies, threshold);
  }

  /** The share of the images whose nearest other image a threshold takes for a copy. */
  public double falseAlarms(double threshold) {
    return share(others, threshold);
  }

  private static double share(double[] similarities, double threshold) {
    long above = Arrays.stream(similarities).filter(each -> each >= threshold).count();
    return similarities.length == 0 ? 0 : (double) above / similarities.length;
  }
}
