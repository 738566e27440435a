package org.likeness.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.likeness.features.FeatureKind;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableImage;
import org.likeness.torch.Torch;

/** {@link TestTables} for other packages. */
public final class WrittenTables {
  private WrittenTables() {}

  /** A table of vectors with labels. */
  public static EmbeddingTable of(Path folder, float[][] vectors, List<String> labels) {
    return of(folder, vectors, labels, FeatureKind.HEAD);
  }

  /** As {@link #of(Path, float[][], List)}, of other features. */
  public static EmbeddingTable of(
      Path folder, float[][] vectors, List<String> labels, FeatureKind features) {
    Torch.require();
    List<TestTables.Row> rows = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      rows.add(
          new TestTables.Row(new TableImage(i, i + ".png", labels.get(i), Map.of()), vectors[i]));
    }
    return EmbeddingTable.open(TestTables.write(folder, rows, TestTables.HASH, features.label()));
  }
}
