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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.likeness.features.FeatureProgress;
import org.likeness.io.Csv;
import org.likeness.io.Json;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexView;
import org.likeness.server.Refusal;
import org.likeness.server.Uploads;

/**
 * The map of an index. It is made by jobs and kept for one state of the index: an answer of 202 has
 * {@code jobs} that must end first, one of 409 says that the map is of another state than {@code v}
 * by now.
 *
 * <pre>
 * GET /api/map                    rows, their labels, which of them are laid out; its version
 * GET /api/map/start?v=           their first places, by principal components: x and y, floats
 * GET /api/map/neighbours?v=      for UMAP, see {@link EmbeddingMap#neighbours}
 * GET /api/map/clusters?v=&amp;k=     the cluster of each row
 * POST /api/map/list?v=           of row numbers, one a line: a CSV file with these images
 * </pre>
 *
 * Binary answers are little-endian.
 */
final class MapApi implements Consumer<RoutesConfig> {
  private static final int MOST_CLUSTERS = 100;
  private static final int USUAL_CLUSTERS = 12;
  private static final int KEPT_CLUSTERS = 8;

  private final ShownIndex shown;
  private final Uploads uploads;
  private final Jobs jobs;
  private volatile Optional<Made> made = Optional.empty();

  /** A map and what was computed of it. */
  private static final class Made {
    private final String version;
    private final EmbeddingMap map;
    private final Map<Integer, int[]> clusters = new ConcurrentHashMap<>();
    private volatile byte @Nullable [] neighbours;

    Made(String version, EmbeddingMap map) {
      this.version = version;
      this.map = map;
    }

    void keep(int k, int[] labels) {
      if (clusters.size() >= KEPT_CLUSTERS) {
        clusters.clear();
      }
      clusters.put(k, labels);
    }
  }

  MapApi(ShownIndex shown, Uploads uploads, Jobs jobs) {
    this.shown = shown;
    this.uploads = uploads;
    this.jobs = jobs;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/map", this::about);
    routes.get(
        "/api/map/start", context -> Answers.bytes(context, floats(made(context).map.start())));
    routes.get("/api/map/neighbours", this::neighbours);
    routes.get("/api/map/clusters", this::clusters);
    routes.post("/api/map/list", this::list);
  }

  private void list(Context context) throws IOException {
    StringBuilder csv = new StringBuilder(Csv.line(List.of("table", "id", "label")));
    try (Uploads.Upload upload = uploads.read(context);
        IndexView view = shown.view(context)) {
      for (String line : new String(upload.bytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.matches("\\d{1,9}")) {
          throw new Refusal(Refusal.BAD_REQUEST, "the list must have one row number in each line");
        }
        IndexRow row = ShownIndex.row(view, Integer.parseInt(line));
        csv.append(Csv.line(List.of(row.table(), row.id(), row.label().orElse(""))));
      }
    }
    context.contentType("text/csv; charset=utf-8").result(csv.toString());
  }

  private void about(Context context) {
    shown.refresh();
    Optional<Made> ready;
    int rows;
    try (IndexView view = shown.view()) {
      ready = made.filter(known -> known.version.equals(view.version()));
      rows = view.info().rows();
    }
    if (ready.isPresent()) {
      Answers.json(context, described(ready.get(), rows));
      return;
    }
    if (rows < EmbeddingMap.FEWEST) {
      throw new Refusal(
          Refusal.UNPROCESSABLE,
          "a map needs %d rows but the index has %d".formatted(EmbeddingMap.FEWEST, rows));
    }
    wait(context, "placing %,d images".formatted(Math.min(rows, EmbeddingMap.SHOWN)), this::make);
  }

  private void make(FeatureProgress progress) {
    try (IndexView view = shown.view()) {
      made = Optional.empty(); // the one before need not stay in memory
      made = Optional.of(new Made(view.version(), EmbeddingMap.of(view, progress)));
    }
  }

  private void wait(Context context, String key, Jobs.Work work) {
    Jobs.waiting(context, List.of(jobs.start(Jobs.Lane.MAP, key, work)));
  }

  private static ObjectNode described(Made map, int rows) {
    EmbeddingMap here = map.map;
    ObjectNode json = Json.object();
    json.put("rows", rows).put("shown", here.size());
    json.put("laid_out", here.sampled()).put("version", map.version);
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
    return json;
  }

  /** The map that was made, if it is the one that the request means. */
  private Made made(Context context) {
    String version = context.queryParam("v");
    return made.filter(known -> version == null || version.equals(known.version))
        .orElseThrow(ShownIndex::changed);
  }

  private void neighbours(Context context) {
    Made here = made(context);
    byte[] bytes = here.neighbours;
    if (bytes != null) {
      Answers.bytes(context, bytes);
      return;
    }
    wait(
        context,
        "finding the neighbours of %,d images".formatted(here.map.sampled()),
        progress -> here.neighbours = here.map.neighbours());
  }

  private void clusters(Context context) {
    Made here = made(context);
    int k = Answers.number(context, "k", USUAL_CLUSTERS, 2, MOST_CLUSTERS);
    if (k > here.map.sampled()) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "%d rows cannot form %d clusters".formatted(here.map.sampled(), k));
    }
    int[] clusters = here.clusters.get(k);
    if (clusters == null) {
      wait(
          context,
          "forming %d clusters".formatted(k),
          progress -> here.keep(k, here.map.clusters(k)));
      return;
    }
    ArrayNode labels = Json.object().putArray("clusters");
    for (int label : clusters) {
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
