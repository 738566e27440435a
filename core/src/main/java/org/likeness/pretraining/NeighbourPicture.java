package org.likeness.pretraining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Subset;
import org.likeness.encoder.Encoder;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.Vectors;
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
 * The picture of a summary: some images that were kept out, and their nearest among all that were,
 * by pixels, before and after training.
 */
final class NeighbourPicture {
  private static final int QUERIES = 5;
  private static final int NEIGHBOURS = 10;

  private final Measurement measurement;
  private final PretrainRecipe recipe;
  private final RandomSource random;
  private final FeatureProgress progress;

  NeighbourPicture(
      Measurement measurement,
      PretrainRecipe recipe,
      RandomSource random,
      FeatureProgress progress) {
    this.measurement = measurement;
    this.recipe = recipe;
    this.random = random;
    this.progress = progress;
  }

  void draw(Path file, Encoder before, Encoder trained, String beforeName) {
    Map<String, Embedder> kinds = new LinkedHashMap<>();
    kinds.put("raw pixels", new PixelEmbedder(recipe.preprocessing()));
    kinds.put(beforeName, new NetworkEmbedder(before, FeatureKind.HEAD));
    kinds.put("trained", new NetworkEmbedder(trained, FeatureKind.HEAD));
    Subset images = measurement.test();
    Map<Integer, List<NeighbourRow>> rows = new LinkedHashMap<>();
    int[] queries = queries(images.size());
    for (int query : queries) {
      rows.put(query, new ArrayList<>());
    }
    int k = Math.min(NEIGHBOURS, images.size() - 2);
    if (k < 1) {
      return;
    }
    kinds.forEach(
        (name, embedder) -> {
          try (Scope scope = Scope.openNoGrad()) {
            Vectors vectors = new Features(embedder, measurement.loading()).of(images, progress);
            Tensor unit =
                embedder.centred()
                    ? Cosine.unit(vectors.matrix(), Cosine.mean(vectors.matrix()))
                    : Cosine.unit(vectors.matrix());
            Neighbours found =
                new NearestNeighbours().search(unit, unit, Math.min(k, vectors.size() - 1), true);
            for (int row = 0; row < vectors.size(); row++) {
              List<NeighbourRow> known = rows.get(vectors.indices()[row]);
              if (known != null) {
                int[] numbers =
                    IntStream.of(found.indices()[row])
                        .map(place -> vectors.indices()[place])
                        .toArray();
                known.add(new NeighbourRow(name, numbers, found.similarities()[row]));
              }
            }
          }
        });
    SameBy same = images.labelled() ? SameBy.LABEL : SameBy.NOTHING;
    NeighbourSheet sheet = new NeighbourSheet(images, images, same);
    rows.forEach(
        (query, found) -> {
          if (found.size() == kinds.size()) {
            sheet.add(query, found);
          }
        });
    String frames =
        same == SameBy.LABEL
            ? " Framed with a tick: the same label, which training never saw."
            : "";
    sheet.write(
        file,
        "Nearest neighbours among images kept out of training",
        String.format(
            Locale.ROOT,
            "%s: %,d images, cosine similarity below each (pixels centred).%s",
            images.name(),
            images.size(),
            frames));
  }

  private int[] queries(int images) {
    int[] order = IntStream.range(0, images).toArray();
    random.stream(Purpose.EVALUATION, 1, 0, 0).shuffle(order);
    return IntStream.of(order).limit(QUERIES).toArray();
  }
}
