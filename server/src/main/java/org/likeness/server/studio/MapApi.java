package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.likeness.io.Csv;
import org.likeness.io.Json;
import org.likeness.search.IndexRow;
import org.likeness.server.Refusal;
import org.likeness.server.Uploads;

/**
 * The map of an index.
 *
 * <pre>
 * GET /api/map                    rows, their labels, which of them are laid out
 * GET /api/map/start              their first places, by principal components: x and y, floats
 * GET /api/map/neighbours         for UMAP, see {@link EmbeddingMap#neighbours}
 * GET /api/map/clusters?k=        the cluster of each row
 * POST /api/map/list              of row numbers, one a line: a CSV file with these images
 * </pre>
 *
 * Binary answers are little-endian.
 */
final class MapApi implements Consumer<RoutesConfig> {
  private static final int MOST_CLUSTERS = 100;
  private static final int USUAL_CLUSTERS = 12;

  private final ShownIndex shown;
  private final Uploads uploads;
  private Optional<EmbeddingMap> map = Optional.empty();
  private int generation = -1;

  MapApi(ShownIndex shown, Uploads uploads) {
    this.shown = shown;
    this.uploads = uploads;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/map", this::about);
    routes.get("/api/map/start", context -> Answers.bytes(context, floats(map().start())));
    routes.get("/api/map/neighbours", context -> Answers.bytes(context, map().neighbours()));
    routes.get("/api/map/clusters", this::clusters);
    routes.post("/api/map/list", this::list);
  }

  private void list(Context context) throws IOException {
    StringBuilder csv = new StringBuilder(Csv.line(List.of("table", "id", "label")));
    try (Uploads.Upload upload = uploads.read(context)) {
      for (String line : new String(upload.bytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.matches("\\d{1,9}")) {
          throw new Refusal(Refusal.BAD_REQUEST, "the list must have one row number in each line");
        }
        IndexRow row = shown.row(Integer.parseInt(line));
        csv.append(Csv.line(List.of(row.table(), row.id(), row.label().orElse(""))));
      }
    }
    context.contentType("text/csv; charset=utf-8").result(csv.toString());
  }

  /** The map of the present state of the index; made when it is first needed. */
  private synchronized EmbeddingMap map() {
    if (map.isEmpty() || generation != shown.generation()) {
      generation = shown.generation();
      map = Optional.empty();
      int rows = shown.index().info().rows();
      if (rows < EmbeddingMap.FEWEST) {
        throw new Refusal(
            Refusal.UNPROCESSABLE,
            "a map needs %d rows but the index has %d".formatted(EmbeddingMap.FEWEST, rows));
      }
      map = Optional.of(EmbeddingMap.of(shown.index()));
    }
    return map.get();
  }

  private void about(Context context) {
    shown.refresh();
    EmbeddingMap here = map();
    ObjectNode json = Json.object();
    json.put("rows", shown.index().info().rows()).put("shown", here.size());
    json.put("laid_out", here.sampled()).put("generation", shown.generation());
    Map<String, Integer> names = new LinkedHashMap<>();
    ArrayNode numbers = json.putArray("numbers");
    ArrayNode labels = json.putArray("labels");
    ArrayNode tables = json.putArray("tables");
    Map<String, Integer> tableNames = new LinkedHashMap<>();
    for (IndexRow row : here.rows()) {
      numbers.add(row.number());
      labels.add(
          row.label().map(label -> names.computeIfAbsent(label, name -> names.size())).orElse(-1));
      tables.add(tableNames.computeIfAbsent(row.table(), name -> tableNames.size()));
    }
    names.keySet().forEach(json.putArray("label_names")::add);
    tableNames.keySet().forEach(json.putArray("table_names")::add);
    Answers.json(context, json);
  }

  private void clusters(Context context) {
    EmbeddingMap here = map();
    int k = Answers.number(context, "k", USUAL_CLUSTERS, 2, MOST_CLUSTERS);
    if (k > here.sampled()) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "%d rows cannot form %d clusters".formatted(here.sampled(), k));
    }
    ArrayNode labels = Json.object().putArray("clusters");
    for (int label : here.clusters(k)) {
      labels.add(label);
    }
    Answers.json(context, labels);
  }

  private static byte[] floats(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
