package org.likeness.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.features.FeatureProgress;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableImage;
import org.likeness.torch.Tensors;

/** A file is read back by a reader of Parquet's specification, page by page. */
final class ParquetFileTest {
  @TempDir Path temp;

  /** A value and its levels. */
  private record Cell(int repetition, int definition, Object value) {}

  private FileMetaData metadata(byte[] file) throws IOException {
    assertThat(new String(file, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    assertThat(new String(file, file.length - 4, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    int length = little(file).getInt(file.length - 8);
    return Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The greatest levels of a column: one for each part of its path that may repeat or be missing.
   */
  private static int[] greatest(List<SchemaElement> schema, List<String> path) {
    int repetition = 0;
    int definition = 0;
    for (String part : path) {
      SchemaElement element =
          schema.stream().filter(each -> each.getName().equals(part)).findFirst().orElseThrow();
      repetition += element.getRepetition_type() == FieldRepetitionType.REPEATED ? 1 : 0;
      definition += element.getRepetition_type() == FieldRepetitionType.REQUIRED ? 0 : 1;
    }
    return new int[] {repetition, definition};
  }

  /** Levels of one bit in the hybrid of runs and packed groups. */
  private static int[] levels(ByteBuffer page, int count) {
    int[] levels = new int[count];
    int end = page.getInt() + page.position();
    int at = 0;
    while (at < count) {
      int header = 0;
      int shift = 0;
      int part;
      do {
        part = page.get();
        header |= (part & 0x7F) << shift;
        shift += 7;
      } while ((part & 0x80) != 0);
      assertThat(header & 1).as("runs only").isZero();
      Arrays.fill(levels, at, at + (header >>> 1), page.get());
      at += header >>> 1;
    }
    assertThat(page.position()).isEqualTo(end);
    return levels;
  }

  private List<Cell> cells(byte[] file, FileMetaData metadata, int column) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (RowGroup group : metadata.getRow_groups()) {
      ColumnMetaData chunk = group.getColumns().get(column).getMeta_data();
      assertThat(chunk.getCodec()).isEqualTo(CompressionCodec.ZSTD);
      int[] greatest = greatest(metadata.getSchema(), chunk.getPath_in_schema());
      int from = Math.toIntExact(chunk.getData_page_offset());
      ByteArrayInputStream in =
          new ByteArrayInputStream(file, from, Math.toIntExact(chunk.getTotal_compressed_size()));
      int before = cells.size();
      while (in.available() > 0) {
        PageHeader header = Util.readPageHeader(in);
        byte[] packed = in.readNBytes(header.getCompressed_page_size());
        byte[] plain = Zstd.decompress(packed, header.getUncompressed_page_size());
        add(cells, little(plain), header, greatest);
      }
      assertThat(cells).hasSize(before + Math.toIntExact(chunk.getNum_values()));
    }
    return cells;
  }

  private static void add(List<Cell> cells, ByteBuffer page, PageHeader header, int[] greatest) {
    int count = header.getData_page_header().getNum_values();
    int[] repetition = greatest[0] == 0 ? new int[count] : levels(page, count);
    int[] definition = greatest[1] == 0 ? new int[count] : levels(page, count);
    boolean split = header.getData_page_header().getEncoding() == Encoding.BYTE_STREAM_SPLIT;
    int start = page.position();
    int floats = page.remaining() / 4;
    int next = 0;
    for (int i = 0; i < count; i++) {
      Object value = "missing";
      if (definition[i] == greatest[1] && split) {
        int bits = 0;
        for (int b = 0; b < 4; b++) {
          bits |= (page.get(start + b * floats + next) & 0xFF) << 8 * b;
        }
        value = Float.intBitsToFloat(bits);
        next++;
      } else if (definition[i] == greatest[1]) {
        byte[] text = new byte[page.getInt()];
        page.get(text);
        value = new String(text, StandardCharsets.UTF_8);
      }
      cells.add(new Cell(repetition[i], definition[i], value));
    }
    assertThat(split ? next : page.remaining()).isEqualTo(split ? floats : 0);
  }

  @Test
  void everyValueIsReadAgain() throws IOException {
    for (boolean half : new boolean[] {false, true}) {
      EmbeddingTable table = ExportedTables.labelled(temp.resolve("table" + half), 37, 5, half);
      Path file = temp.resolve(half + ".parquet");
      ParquetFile.write(table, file, 4, 10, FeatureProgress.NONE);
      byte[] bytes = Files.readAllBytes(file);
      FileMetaData metadata = metadata(bytes);
      assertThat(metadata.getNum_rows()).isEqualTo(37);
      assertThat(metadata.getRow_groups()).hasSize(4);
      assertThat(metadata.getKey_value_metadata())
          .anyMatch(
              fact -> fact.getKey().equals("likeness.encoder") && fact.getValue().equals("abc"));
      List<Cell> ids = cells(bytes, metadata, 0);
      List<Cell> labels = cells(bytes, metadata, 1);
      assertThat(ids.stream().map(Cell::value))
          .isEqualTo(table.images().stream().map(TableImage::id).toList());
      assertThat(labels.stream().map(Cell::value))
          .isEqualTo(
              table.images().stream()
                  .map(image -> image.label().isEmpty() ? "missing" : image.label())
                  .toList());
      assertThat(maps(cells(bytes, metadata, 2), cells(bytes, metadata, 3)))
          .isEqualTo(table.images().stream().map(TableImage::attributes).toList());
      List<Cell> vectors = cells(bytes, metadata, 4);
      float[] expected = Tensors.floats(table.vectors());
      assertThat(vectors).hasSize(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat(vectors.get(i)).isEqualTo(new Cell(i % 5 == 0 ? 0 : 1, 1, expected[i]));
      }
    }
  }

  private static List<Map<String, String>> maps(List<Cell> keys, List<Cell> values) {
    List<Map<String, String>> maps = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      assertThat(values.get(i).definition()).isEqualTo(keys.get(i).definition());
      if (keys.get(i).repetition() == 0) {
        maps.add(new LinkedHashMap<>());
      }
      if (keys.get(i).definition() == 1) {
        maps.get(maps.size() - 1).put((String) keys.get(i).value(), (String) values.get(i).value());
      }
    }
    return maps;
  }

  @Test
  void aTableOfOneColumnAndOneRowIsAFile() throws IOException {
    EmbeddingTable table = ExportedTables.labelled(temp.resolve("table"), 1, 1, false);
    Path file = temp.resolve("one.parquet");
    ParquetFile.write(table, file, FeatureProgress.NONE);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(cells(bytes, metadata(bytes), 4))
        .containsExactly(new Cell(0, 1, Tensors.floats(table.vectors())[0]));
  }

  @Test
  void csvHasTheSameNumbers() throws IOException {
    EmbeddingTable table = ExportedTables.labelled(temp.resolve("table"), 13, 3, false);
    Path file = temp.resolve("table.csv");
    CsvVectors.write(table, file, FeatureProgress.NONE);
    List<CsvRow> rows = Csv.parse(Files.readString(file), "table.csv");
    assertThat(rows.get(0).values()).containsExactly("id", "label", "attributes", "v0", "v1", "v2");
    float[] expected = Tensors.floats(table.vectors());
    for (int i = 0; i < 13; i++) {
      List<String> cells = rows.get(i + 1).values();
      assertThat(cells.get(0)).isEqualTo(table.images().get(i).id());
      for (int j = 0; j < 3; j++) {
        assertThat(Float.parseFloat(cells.get(3 + j))).isEqualTo(expected[3 * i + j]);
      }
    }
  }
}
