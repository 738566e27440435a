package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.search.Filter;
import org.likeness.search.Hit;
import org.likeness.search.IndexEncoder;
import org.likeness.search.IndexInfo;
import org.likeness.search.IndexRow;
import org.likeness.search.Query;
import org.likeness.search.SearchIndex;
import org.likeness.server.Refusal;
import org.likeness.server.UploadedImages;
import org.likeness.server.Uploads;

/**
 * The rows of an index, their pictures and what is like them. {@code where} is a condition such as
 * {@code label=dog}, see {@link Filter}, and may be repeated.
 *
 * <pre>
 * GET  /api/index                           what the index is: rows, columns, tables
 * GET  /api/index/values?column=            the values of a column with their numbers
 * GET  /api/rows?where=&amp;from=&amp;count=        rows by number
 * GET  /api/rows/{number}                   one of them
 * GET  /api/similar?row=&amp;k=&amp;where=          the rows most similar to a row
 * POST /api/similar?k=&amp;where=               and to the uploaded image
 * GET  /api/pictures/{table}/{number}?size= a picture of a row
 * </pre>
 */
final class LookApi implements Consumer<RoutesConfig> {
  private static final int USUAL_K = 60;
  private static final int MOST_K = 1000;
  private static final int MOST_ROWS = 1000;
  private static final int MOST_CONDITIONS = 100;
  private static final int USUAL_SIZE = 128;

  private final ShownIndex shown;
  private final Thumbnails thumbnails;
  private final Uploads uploads;
  private final UploadedImages decoder;

  LookApi(ShownIndex shown, Thumbnails thumbnails, Uploads uploads, UploadedImages decoder) {
    this.shown = shown;
    this.thumbnails = thumbnails;
    this.uploads = uploads;
    this.decoder = decoder;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/index", this::index);
    routes.get("/api/index/values", this::values);
    routes.get("/api/rows", this::rows);
    routes.get("/api/rows/{number}", this::row);
    routes.get("/api/similar", this::similarToRow);
    routes.post("/api/similar", this::similarToUpload);
    routes.get("/api/pictures/{table}/{number}", this::picture);
  }

  private void index(Context context) {
    shown.refresh();
    SearchIndex index = shown.index();
    IndexInfo info = index.info();
    ObjectNode json = Json.object();
    json.put("rows", info.rows()).put("dimension", info.dimension());
    json.put("features", info.features().label());
    json.put("mode", info.mode().name().toLowerCase(Locale.ROOT));
    json.put("generation", shown.generation());
    index.columns().forEach(json.putArray("columns")::add);
    ArrayNode tables = json.putArray("tables");
    info.tables()
        .forEach(
            table ->
                tables
                    .addObject()
                    .put("name", table.name())
                    .put("data", table.data())
                    .put("rows", table.rows()));
    Answers.json(context, json);
  }

  private void values(Context context) {
    String column = Answers.text(context, "column");
    // An unknown column is refused as it is in a filter.
    Filter.parse(List.of(column + "=*"), shown.index().columns());
    ArrayNode values = Json.object().putArray("values");
    shown
        .index()
        .values(column)
        .forEach((value, count) -> values.addObject().put("value", value).put("count", count));
    Answers.json(context, values);
  }

  private Filter filter(Context context) {
    List<String> conditions = context.queryParams("where");
    if (conditions.size() > MOST_CONDITIONS) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "a filter can have " + MOST_CONDITIONS + " conditions at most");
    }
    return Filter.parse(conditions, shown.index().columns());
  }

  private void rows(Context context) {
    int from = Answers.number(context, "from", 0, 0, Integer.MAX_VALUE);
    int count = Answers.number(context, "count", MOST_ROWS, 0, MOST_ROWS);
    Filter filter = filter(context);
    ObjectNode json = Json.object();
    json.put("count", shown.index().count(filter)).put("generation", shown.generation());
    ArrayNode rows = json.putArray("rows");
    shown.index().rows(filter, from, count).forEach(row -> rows.add(json(row)));
    Answers.json(context, json);
  }

  private void row(Context context) {
    Answers.json(context, json(shown.row(Answers.pathNumber(context, "number"))));
  }

  static ObjectNode json(IndexRow row) {
    ObjectNode json = Json.object();
    json.put("number", row.number()).put("table", row.table()).put("id", row.id());
    row.label().ifPresent(label -> json.put("label", label));
    if (!row.attributes().isEmpty()) {
      ObjectNode attributes = json.putObject("attributes");
      row.attributes().forEach(attributes::put);
    }
    return json;
  }

  private void similarToRow(Context context) {
    Answers.text(context, "row"); // there must be one
    IndexRow row = shown.row(Answers.number(context, "row", 0, 0, Integer.MAX_VALUE));
    ObjectNode json = Json.object();
    json.set("query", json(row));
    search(context, json, shown.index().vector(row), row.number());
  }

  private void similarToUpload(Context context) throws IOException {
    IndexEncoder encoder = shown.encoder();
    try (Uploads.Upload upload = uploads.read(context)) {
      int side = encoder.encoder().preprocessing().leastSide();
      search(context, Json.object(), decoder.decode(upload.bytes(), side, encoder::vector), -1);
    }
  }

  /** Answers the nearest rows without the query's own; one more is asked for in its place. */
  private void search(Context context, ObjectNode json, float[] vector, int own) {
    SearchIndex index = shown.index();
    int asked = Answers.number(context, "k", USUAL_K, 1, MOST_K);
    int k = Math.min(asked + (own < 0 ? 0 : 1), index.info().rows());
    long start = System.nanoTime();
    List<Hit> hits =
        k == 0 ? List.of() : index.search(vector, new Query(k, filter(context), false));
    ArrayNode found = json.putArray("hits");
    hits.stream()
        .filter(hit -> hit.row().number() != own)
        .limit(asked)
        .forEach(hit -> found.add(json(hit.row()).put("similarity", hit.similarity())));
    json.put("milliseconds", (System.nanoTime() - start) / 1e6);
    json.put("generation", shown.generation());
    Answers.json(context, json);
  }

  private void picture(Context context) throws IOException {
    IndexRow row = shown.row(Answers.pathNumber(context, "number"));
    int size = Answers.number(context, "size", USUAL_SIZE, 1, 1024);
    if (!row.table().equals(context.pathParam("table"))) {
      throw new Refusal(Refusal.NOT_FOUND, "the index has changed: load the page again");
    }
    try {
      String key = row.table() + ":" + row.id();
      Answers.picture(context, thumbnails.of(key, size, side -> shown.image(row, side)));
    } catch (InputException e) { // its file is gone
      throw new Refusal(Refusal.NOT_FOUND, String.valueOf(e.getMessage()));
    }
  }
}
