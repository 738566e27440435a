package org.likeness.collection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;

/**
 * How well duplicates are found: edited copies of some images ({@link CopyEdit}, as many of each
 * kind) are mixed into a collection, and all pairs are judged by their similarity. A pair of a copy
 * and its original is right; all others are wrong, also two images that were copies before.
 *
 * @param right pairs of a copy and its original by similarity, counted in {@link #BINS} bins from
 *     -1 to 1
 * @param wrong all other pairs likewise
 * @param copies copies that were mixed in
 * @param threshold that {@link Calibration} chooses for the mixed collection, at a rate of false
 *     alarms of 0.01, by other edits than those mixed in
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record DuplicatesTrial(long[] right, long[] wrong, int copies, double threshold) {
  /** Bins of similarities. */
  public static final int BINS = 20_000;

  private static final double FALSE_ALARMS = 0.01;
  private static final int BATCH = 128;

  /** Images and the copies mixed in. */
  private record Mix(Dataset dataset, int originals, int[] copied) {}

  /**
   * Runs the trial.
   *
   * @param images real pictures
   * @param most how many of them, drawn with the seed
   * @param copies how many copies of different ones
   * @param work an empty folder for the embeddings
   * @throws InputException if there are fewer images than copies
   */
  public static DuplicatesTrial of(
      Dataset images,
      int most,
      int copies,
      Embedder embedder,
      String encoderHash,
      long seed,
      Path work,
      FeatureProgress progress) {
    if (copies < 1 || copies > Math.min(images.size(), most)) {
      throw new InputException(
          "the number of copies must be in [1, %d] but is %d"
              .formatted(Math.min(images.size(), most), copies));
    }
    Mix mix = mix(images, most, copies, seed);
    EmbeddingTable table =
        new EmbeddingTableWriter(
                work, embedder, encoderHash, LoaderOptions.everyImage(BATCH), false)
            .write(mix.dataset(), "trial", progress);
    try (UnitRows rows = UnitRows.of(table)) {
      CollectionImages found = new CollectionImages(table, mix.dataset());
      AtomicLongArray right = new AtomicLongArray(BINS);
      AtomicLongArray wrong = new AtomicLongArray(BINS);
      new TileScan(rows, rows, true)
          .run(() -> new Judge(mix, found, right, wrong), FeatureProgress.NONE);
      Calibration calibration =
          Calibration.of(rows, found, embedder, Calibration.SAMPLE, seed + 1, FeatureProgress.NONE);
      return new DuplicatesTrial(
          counts(right), counts(wrong), copies, calibration.threshold(FALSE_ALARMS));
    }
  }

  private static Mix mix(Dataset images, int most, int copies, long seed) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    int[] all = IntStream.range(0, images.size()).toArray();
    random.shuffle(all);
    int[] chosen = Arrays.copyOf(all, Math.min(most, all.length));
    // The first ones have a copy each, edited in turn.
    EditedCopies edited = new EditedCopies(images, Arrays.copyOf(chosen, copies), seed);
    int kinds = CopyEdit.values().length;
    int[] places = IntStream.range(0, copies).map(i -> i * kinds + i % kinds).toArray();
    List<Dataset> parts = new ArrayList<>();
    parts.add(new Subset(images, chosen, images.name()));
    parts.add(new Subset(edited, places, "copies"));
    return new Mix(new MixedImages(parts), chosen.length, IntStream.range(0, copies).toArray());
  }

  private static long[] counts(AtomicLongArray bins) {
    return IntStream.range(0, bins.length()).mapToLong(bins::get).toArray();
  }

  /** Counts the pairs of one thread. */
  private record Judge(
      Mix mix, CollectionImages found, AtomicLongArray right, AtomicLongArray wrong)
      implements TileScan.Reader {
    @Override
    public void read(int query, float[] similarities, int first) {
      int one = found.number(query);
      for (int i = Math.max(0, query + 1 - first); i < similarities.length; i++) {
        int other = found.number(first + i);
        int copy = Math.max(one, other) - mix.originals();
        boolean own = copy >= 0 && mix.copied()[copy] == Math.min(one, other);
        (own ? right : wrong).incrementAndGet(bin(similarities[i]));
      }
    }
  }

  private static int bin(double similarity) {
    double place = (similarity + 1) / 2 * BINS;
    return Math.max(0, Math.min(BINS - 1, (int) Math.floor(place)));
  }

  /** The share of the copies that are found with their original at a threshold. */
  public double recall(double threshold) {
    return (double) above(right, threshold) / copies;
  }

  /** The share of the pairs at or above a threshold that are right; 1 where there is none. */
  public double precision(double threshold) {
    long found = above(right, threshold);
    long all = found + above(wrong, threshold);
    return all == 0 ? 1 : (double) found / all;
  }

  private static long above(long[] bins, double threshold) {
    return Arrays.stream(bins, bin(threshold), BINS).sum();
  }

  /** The threshold of the best harmonic mean of precision and recall. */
  public double best() {
    double best = 1;
    double most = -1;
    for (int bin = 0; bin < BINS; bin++) {
      double threshold = 2.0 * bin / BINS - 1;
      double precision = precision(threshold);
      double recall = recall(threshold);
      double mean = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
      if (mean > most) {
        most = mean;
        best = threshold;
      }
    }
    return best;
  }

  /** The highest precision at which at least a share of the copies is found. */
  public double precisionAt(double recall) {
    double best = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double threshold = 2.0 * bin / BINS - 1;
      if (recall(threshold) >= recall) {
        best = Math.max(best, precision(threshold));
      }
    }
    return best;
  }
}
