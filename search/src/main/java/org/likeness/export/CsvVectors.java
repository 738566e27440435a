package org.likeness.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.likeness.error.RunException;
import org.likeness.features.FeatureProgress;
import org.likeness.io.AtomicFile;
import org.likeness.io.Csv;
import org.likeness.io.Json;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableImage;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Writes an embedding table as CSV: {@code id,label,attributes,v0,v1,...}, attributes as JSON,
 * numbers with as many digits as a float needs to be read again.
 */
public final class CsvVectors {
  private static final int TILE = 512;

  private CsvVectors() {}

  /**
   * Writes a table; the file appears when it is complete.
   *
   * @param progress is told of rows
   * @throws RunException if the file cannot be written
   * @throws CancellationException if {@code progress} cancels it
   */
  public static void write(EmbeddingTable table, Path target, FeatureProgress progress) {
    try (AtomicFile file = new AtomicFile(target)) {
      List<String> header = new ArrayList<>(List.of("id", "label", "attributes"));
      for (int j = 0; j < table.dimension(); j++) {
        header.add("v" + j);
      }
      append(file, Csv.line(header));
      for (int from = 0; from < table.size(); from += TILE) {
        int count = Math.min(TILE, table.size() - from);
        append(file, lines(table, from, count));
        if (!progress.proceed(from + count, table.size())) {
          throw new CancellationException("the export was cancelled");
        }
      }
      file.publish();
    } catch (IOException e) {
      throw RunException.unwritable(target, e);
    }
  }

  private static String lines(EmbeddingTable table, int from, int count) {
    StringBuilder lines = new StringBuilder();
    try (Scope scope = Scope.openNoGrad()) {
      float[] values = Tensors.floats(table.rows(from, count));
      for (int row = 0; row < count; row++) {
        TableImage image = table.images().get(from + row);
        List<String> cells = new ArrayList<>();
        cells.add(image.id());
        cells.add(image.label());
        cells.add(image.attributes().isEmpty() ? "" : Json.line(new TreeMap<>(image.attributes())));
        for (int j = 0; j < table.dimension(); j++) {
          cells.add(Float.toString(values[row * table.dimension() + j]));
        }
        lines.append(Csv.line(cells));
      }
    }
    return lines.toString();
  }

  private static void append(AtomicFile file, String text) throws IOException {
    file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
