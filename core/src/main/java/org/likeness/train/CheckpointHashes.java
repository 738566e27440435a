package org.likeness.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.likeness.io.Digests;
import org.likeness.io.Json;

/**
 * The SHA-256 of each file of a checkpoint: the object {@code sha256} of its JSON, by file names.
 * That of the JSON itself is of its text without the digits of that hash.
 */
final class CheckpointHashes {
  private static final String KEY = "sha256";

  private CheckpointHashes() {}

  /**
   * The text of the JSON with all hashes.
   *
   * @param name of the JSON's file
   * @param files hashes of the other files
   */
  static String sealed(ObjectNode json, String name, Map<String, String> files) {
    ObjectNode hashes = json.putObject(KEY);
    files.forEach(hashes::put);
    hashes.put(name, "");
    String open = Json.pretty(json);
    hashes.put(name, Digests.sha256(open));
    return Json.pretty(json);
  }

  /**
   * Compares the JSON with its own hash.
   *
   * @throws DamagedException if it has changed since it was written
   */
  static void checkJson(JsonNode json, String text, String name) throws DamagedException {
    String hash = json.path(KEY).path(name).asText();
    if (!Digests.sha256(text.replace(hash, "")).equals(hash)) {
      throw new DamagedException(name + " has changed since it was written");
    }
  }

  /**
   * Compares another file with its hash.
   *
   * @throws DamagedException if it has changed since it was written
   */
  static void check(JsonNode json, Path file) throws DamagedException, IOException {
    String name = file.getFileName().toString();
    if (!Digests.file(file, "SHA-256").equals(json.path(KEY).path(name).asText())) {
      throw new DamagedException(name + " has changed since it was written");
    }
  }
}
