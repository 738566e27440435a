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
 * The rows that were computed so far to bring a table up to date: {@code update.json} in its folder
 * while {@code vectors.part} and {@code images.part} hold them.
 *
 * @param info of the table that they are for
 * @param rows how many
 * @param csvBytes length of the image list
 */
record UpdateProgress(TableInfo info, int rows, long csvBytes) {
  private static final String FILE = "update.json";

  UpdateProgress {
    requireNonNull(info, "info is null");
    if (rows < 0 || csvBytes < ImageLines.LEAST) {
      throw new IllegalArgumentException(
          "rows and csv_bytes cannot be " + rows + " and " + csvBytes);
    }
  }

  static UpdateProgress none(TableInfo info) {
    return new UpdateProgress(info, 0, ImageLines.HEADER.length());
  }

  static boolean exists(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /**
   * Reads the progress in a folder.
   *
   * @throws InputException if it cannot be read or is damaged
   */
  static UpdateProgress read(Path folder) {
    Path file = folder.resolve(FILE);
    String text = InputFile.text(file);
    try {
      JsonNode json = Json.parse(text);
      return new UpdateProgress(
          TableInfo.of(json.path("table")),
          json.path("rows").asInt(-1),
          json.path("csv_bytes").asLong(-1));
    } catch (JsonException | IllegalArgumentException e) {
      throw new InputException(
          file + " is damaged, since " + e.getMessage() + ": delete this file and start again", e);
    }
  }

  void save(Path folder) throws IOException {
    ObjectNode json = Json.object();
    json.put("rows", rows);
    json.put("csv_bytes", csvBytes);
    json.set("table", info.json());
    AtomicFile.replace(folder.resolve(FILE), Json.line(json));
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }
}
