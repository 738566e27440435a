package org.likeness.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * The progress of a table that is being written: {@code progress.json} in its folder until the
 * table is complete.
 *
 * @param info content of {@code table.json}, without the number of rows
 * @param nextBatch index of the first missing batch
 * @param rows vectors written
 * @param csvBytes length of the image list
 */
record TableProgress(TableInfo info, int nextBatch, int rows, long csvBytes) {
  static final String FILE = "progress.json";

  TableProgress {
    requireNonNull(info, "info is null");
    check("batch", info.batch(), 1, Integer.MAX_VALUE);
    int images = info.shape().images();
    check("next_batch", nextBatch, 0, (images + info.batch() - 1L) / info.batch());
    check("rows", rows, 0, Math.min(images, (long) nextBatch * info.batch()));
    check("csv_bytes", csvBytes, ImageLines.LEAST, Long.MAX_VALUE);
  }

  private static void check(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + " must be in [" + least + ", " + most + "] but is " + value);
    }
  }

  /** Nothing is written yet. */
  static TableProgress none(TableInfo info) {
    return new TableProgress(info, 0, 0, ImageLines.HEADER.length());
  }

  /** The progress before a later batch, with more rows. */
  TableProgress upTo(int batch, int moreRows, long bytes) {
    return new TableProgress(info, batch, rows + moreRows, bytes);
  }

  /** True if a table in this folder was begun. */
  static boolean exists(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /**
   * Reads the progress in a folder.
   *
   * @throws InputException if it cannot be read or is damaged
   */
  static TableProgress read(Path folder) {
    Path file = folder.resolve(FILE);
    String text = InputFile.text(file);
    try {
      JsonNode json = Json.parse(text);
      return new TableProgress(
          TableInfo.of(json.path("table")),
          Math.toIntExact(number(json, "next_batch")),
          Math.toIntExact(number(json, "rows")),
          number(json, "csv_bytes"));
    } catch (JsonException e) {
      throw damaged(file, "it is " + e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static long number(JsonNode json, String key) {
    JsonNode number = json.path(key);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(key + " is not a whole number");
    }
    return number.longValue();
  }

  private static InputException damaged(Path file, String reason, Exception cause) {
    return new InputException(
        file + " is damaged, since " + reason + ": delete the folder and start again", cause);
  }

  /** Replaces the progress in a folder. */
  void save(Path folder) throws IOException {
    ObjectNode json = Json.object();
    json.put("next_batch", nextBatch);
    json.put("rows", rows);
    json.put("csv_bytes", csvBytes);
    json.set("table", info.json());
    AtomicFile.replace(folder.resolve(FILE), Json.line(json));
  }

  /** Removes the progress of a table that is complete. */
  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }
}
