package org.likeness.collection;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.likeness.collection.Outliers.Outlier;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;

/** How well images of another data set are found among those of a collection. */
public final class OutliersTrial {
  private static final int BATCH = 128;

  private OutliersTrial() {}

  /**
   * Mixes images of another data set in and orders all by {@link Outliers}.
   *
   * @param most images of the collection, drawn with the seed
   * @param mixed images of the others
   * @param k numbers of nearest rows that count
   * @param work an empty folder for the embeddings
   * @return for each k the area under the curve: the probability that an image of the others is
   *     less like its nearest than one of the collection
   * @throws InputException if there are fewer others
   */
  public static List<Double> areas(
      Dataset images,
      int most,
      Dataset others,
      int mixed,
      List<Integer> k,
      Embedder embedder,
      String encoderHash,
      long seed,
      Path work,
      FeatureProgress progress) {
    if (mixed < 1 || mixed > others.size()) {
      throw new InputException(
          "the number of images to mix in must be in [1, %d] but is %d"
              .formatted(others.size(), mixed));
    }
    Dataset kept = sample(images, most, seed);
    Dataset strange = sample(others, mixed, seed + 1);
    EmbeddingTable table =
        new EmbeddingTableWriter(
                work, embedder, encoderHash, LoaderOptions.everyImage(BATCH), false)
            .write(new MixedImages(List.of(kept, strange)), "trial", progress);
    try (UnitRows rows = UnitRows.of(table)) {
      return k.stream().map(each -> area(table, rows, each, kept.size())).toList();
    }
  }

  private static double area(EmbeddingTable table, UnitRows rows, int k, int usual) {
    List<Outlier> ordered = Outliers.among(rows, k, FeatureProgress.NONE).ordered();
    return area(ordered.stream().map(o -> table.images().get(o.row()).index() >= usual).toList());
  }

  private static Dataset sample(Dataset images, int most, long seed) {
    int[] all = IntStream.range(0, images.size()).toArray();
    new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0).shuffle(all);
    return new Subset(images, Arrays.copyOf(all, Math.min(most, all.length)), images.name());
  }

  /** Area under the curve of an order in which strange ones should come first. */
  static double area(List<Boolean> strange) {
    long before = 0;
    long pairs = 0;
    for (boolean each : strange) {
      if (each) {
        before++;
      } else {
        pairs += before;
      }
    }
    long usual = strange.size() - before;
    return before == 0 || usual == 0 ? 0.5 : (double) pairs / (before * usual);
  }
}
