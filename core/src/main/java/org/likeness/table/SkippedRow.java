package org.likeness.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.likeness.io.Json;

/**
 * An image that has no row since it could not be decoded, noted so that it is not tried again as
 * long as it is the same.
 *
 * @param id of the image
 * @param stamp of it then
 */
record SkippedRow(String id, ImageStamp stamp) {
  SkippedRow {
    requireNonNull(id, "id is null");
    requireNonNull(stamp, "stamp is null");
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("id", id);
    json.put("content", stamp.content());
    json.put("bytes", stamp.bytes());
    json.put("modified", stamp.modified());
    return json;
  }

  static SkippedRow of(JsonNode json) {
    return new SkippedRow(
        json.path("id").asText(),
        new ImageStamp(
            json.path("content").asText(),
            json.path("bytes").asLong(-1),
            json.path("modified").asLong(-1)));
  }
}
