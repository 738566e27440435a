package org.likeness.export;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.likeness.error.RunException;
import org.likeness.features.FeatureProgress;
import org.likeness.io.AtomicFile;
import org.likeness.table.EmbeddingTable;

/**
 * Writes an embedding table as a Parquet file: {@code id}, {@code label}, {@code attributes},
 * {@code vector} ({@link ParquetSchema}); data pages of version 1, compressed by zstd, vectors
 * split into streams of bytes. The encoder's hash and the features are in the metadata of the file.
 *
 * <p>The bytes: {@code PAR1}; row groups, in each the columns, of each the pages; the metadata as
 * Thrift; its length in four bytes; {@code PAR1}. Memory is that of one page.
 */
public final class ParquetFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2; // byte-stream split came with it
  private static final int LEVEL = 3;

  private final EmbeddingTable table;
  private final int rowsOfPage;
  private final int rowsOfGroup;
  private final AtomicFile file;
  private long position;

  private ParquetFile(EmbeddingTable table, int rowsOfPage, int rowsOfGroup, AtomicFile file) {
    this.table = table;
    this.rowsOfPage = rowsOfPage;
    this.rowsOfGroup = rowsOfGroup;
    this.file = file;
  }

  /**
   * Writes a table; the file appears when it is complete.
   *
   * @param progress is told of rows
   * @throws RunException if the file cannot be written
   * @throws CancellationException if {@code progress} cancels it
   */
  public static void write(EmbeddingTable table, Path target, FeatureProgress progress) {
    int bytes = Math.multiplyExact(table.dimension(), Float.BYTES);
    write(table, target, Math.max(1, (1 << 20) / bytes), Math.max(1, (1 << 26) / bytes), progress);
  }

  /** With other numbers of rows in each page and each row group. */
  static void write(
      EmbeddingTable table,
      Path target,
      int rowsOfPage,
      int rowsOfGroup,
      FeatureProgress progress) {
    requireNonNull(table, "table is null");
    try (AtomicFile file = new AtomicFile(target)) {
      new ParquetFile(table, rowsOfPage, rowsOfGroup, file).write(progress);
      file.publish();
    } catch (IOException e) {
      throw RunException.unwritable(target, e);
    }
  }

  private void write(FeatureProgress progress) throws IOException {
    append(MAGIC);
    List<RowGroup> groups = new ArrayList<>();
    for (int from = 0; from < table.size(); from += rowsOfGroup) {
      int count = Math.min(rowsOfGroup, table.size() - from);
      groups.add(group(from, count));
      if (!progress.proceed(from + count, table.size())) {
        throw new CancellationException("the export was cancelled");
      }
    }
    FileMetaData metadata =
        new FileMetaData(VERSION, ParquetSchema.elements(), table.size(), groups);
    metadata.setCreated_by("likeness");
    metadata.setKey_value_metadata(facts());
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, footer);
    Plain.writeInt(footer.size(), footer);
    footer.writeBytes(MAGIC);
    append(footer.toByteArray());
  }

  private List<KeyValue> facts() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("likeness.encoder", table.info().encoderHash());
    facts.put("likeness.features", table.info().features().label());
    facts.put("likeness.data", table.info().data());
    facts.put("likeness.dimension", Integer.toString(table.dimension()));
    List<KeyValue> list = new ArrayList<>();
    facts.forEach((key, value) -> list.add(new KeyValue(key).setValue(value)));
    return list;
  }

  private RowGroup group(int from, int count) throws IOException {
    List<ColumnChunk> chunks = new ArrayList<>();
    long uncompressed = 0;
    long compressed = 0;
    long start = position;
    for (ParquetColumn column : ParquetColumn.values()) {
      ColumnMetaData written = column(column, from, count);
      chunks.add(new ColumnChunk(written.getData_page_offset()).setMeta_data(written));
      uncompressed += written.getTotal_uncompressed_size();
      compressed += written.getTotal_compressed_size();
    }
    return new RowGroup(chunks, uncompressed, count)
        .setFile_offset(start)
        .setTotal_compressed_size(compressed);
  }

  private ColumnMetaData column(ParquetColumn column, int from, int count) throws IOException {
    long start = position;
    long values = 0;
    long uncompressed = 0;
    for (int row = from; row < from + count; row += rowsOfPage) {
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      int inPage = column.write(table, row, Math.min(rowsOfPage, from + count - row), page);
      byte[] plain = page.toByteArray();
      byte[] packed = Zstd.compress(plain, LEVEL);
      PageHeader header = new PageHeader(PageType.DATA_PAGE, plain.length, packed.length);
      header.setData_page_header(
          new DataPageHeader(inPage, column.encoding(), Encoding.RLE, Encoding.RLE));
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      Util.writePageHeader(header, head);
      append(head.toByteArray());
      append(packed);
      values += inPage;
      uncompressed += head.size() + plain.length;
    }
    return new ColumnMetaData(
        column.type(),
        List.of(column.encoding(), Encoding.RLE),
        column.path(),
        CompressionCodec.ZSTD,
        values,
        uncompressed,
        position - start,
        start);
  }

  private void append(byte[] bytes) throws IOException {
    file.write(ByteBuffer.wrap(bytes));
    position += bytes.length;
  }
}
