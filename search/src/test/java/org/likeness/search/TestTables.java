package org.likeness.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.likeness.io.Csv;
import org.likeness.io.ElementType;
import org.likeness.io.Json;
import org.likeness.io.SafeTensors;
import org.likeness.table.TableImage;

/** Embedding tables of given vectors. */
final class TestTables {
  static final String HASH = "a".repeat(64);

  private TestTables() {}

  /** A row of a table. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(TableImage image, float[] vector) {
    Row withIndex(int index) {
      return new Row(new TableImage(index, image.id(), image.label(), image.attributes()), vector);
    }
  }

  /** Rows around some centres, with labels and attributes. */
  static List<Row> clustered(int rows, int dimension, int clusters, long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[clusters][dimension];
    for (float[] centre : centres) {
      for (int i = 0; i < dimension; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
    List<Row> list = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int cluster = random.nextInt(clusters);
      float[] vector = new float[dimension];
      for (int i = 0; i < dimension; i++) {
        vector[i] = centres[cluster][i] + (float) (0.5 * random.nextGaussian());
      }
      String folder = row % 10 == 0 ? "holiday/" : "work/";
      list.add(
          new Row(
              new TableImage(
                  row,
                  folder + "%05d.png".formatted(row),
                  "class" + cluster,
                  Map.of("year", String.valueOf(2000 + row % 20))),
              vector));
    }
    return list;
  }

  static Path write(Path folder, List<Row> rows) {
    return write(folder, rows, HASH, "head");
  }

  static Path write(Path folder, List<Row> rows, String hash, String features) {
    try {
      Files.createDirectories(folder);
      int dimension = rows.get(0).vector().length;
      ByteBuffer bytes =
          ByteBuffer.allocate(rows.size() * dimension * 4).order(ByteOrder.LITTLE_ENDIAN);
      StringBuilder lines = new StringBuilder("index,id,label,attributes\n");
      for (Row row : rows) {
        for (float value : row.vector()) {
          bytes.putFloat(value);
        }
        TableImage image = row.image();
        lines.append(
            Csv.line(
                List.of(
                    String.valueOf(image.index()),
                    image.id(),
                    image.label(),
                    image.attributes().isEmpty()
                        ? ""
                        : Json.line(new TreeMap<>(image.attributes())))));
      }
      try (FileChannel file =
          FileChannel.open(
              folder.resolve("vectors.safetensors"),
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        file.write(
            SafeTensors.matrixHeader("vectors", ElementType.F32, rows.size(), dimension, 256));
        file.write(bytes.flip());
      }
      Files.writeString(folder.resolve("images.csv"), lines);
      int images = rows.stream().mapToInt(row -> row.image().index() + 1).max().orElse(0);
      Files.writeString(
          folder.resolve("table.json"),
          """
          {"format":"likeness-embedding-table","format_version":1,"encoder_hash":"%s",
           "features":"%s","preprocessing":{"resize":32,"size":32,"mean":[0,0,0],"std":[1,1,1]},
           "data":"somewhere","batch":64,"images":%d,"count":%d,"dimension":%d,"half":false}
          """
              .formatted(hash, features, images, rows.size(), dimension));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows most similar to a vector, by comparing all. */
  static List<Integer> nearest(List<Row> rows, float[] vector, int k, List<Integer> among) {
    float[] unit = UnitVectors.of(vector);
    return among.stream()
        .sorted(
            java.util.Comparator.comparingDouble(
                (Integer row) -> -UnitVectors.dot(UnitVectors.of(rows.get(row).vector()), unit)))
        .limit(k)
        .toList();
  }
}
