package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.search.Filter;
import org.likeness.search.Hit;
import org.likeness.search.IndexEncoder;
import org.likeness.search.IndexInfo;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexView;
import org.likeness.search.IndexedTable;
import org.likeness.search.Query;
import org.likeness.server.Refusal;
import org.likeness.server.UploadedImages;
import org.likeness.server.Uploads;

/**
 * The rows of an index, their pictures and what is like them. {@code where} is a condition such as
 * {@code label=dog}, see {@link Filter}, and may be repeated; a label that no row has is refused,
 * see {@link IndexView#requireKnownValues}. {@code v} is the version of the state that numbers
 * belong to: where the index has another one by now, the answer is 409.
 *
 * <pre>
 * GET  /api/index                           what the index is: rows, columns, tables
 * GET  /api/index/values?column=            the values of a column with their numbers
 * GET  /api/rows?where=&amp;from=&amp;count=&amp;v=     rows by number
 * GET  /api/rows/{number}?v=                one of them
 * GET  /api/similar?row=&amp;v=&amp;k=&amp;where=       the rows most similar to a row
 * GET  /api/similar?image=TABLE:ID&amp;k=&amp;where= likewise, by the image's name
 * POST /api/similar?k=&amp;where=               and to the uploaded image
 * GET  /api/pictures/{table}/{number}?size=&amp;v= a picture of a row
 * </pre>
 */
final class LookApi implements Consumer<RoutesConfig> {
  private static final int USUAL_K = 60;
  private static final int MOST_K = 1000;
  private static final int MOST_ROWS = 1000;
  private static final int MOST_CONDITIONS = 100;

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
    try (IndexView view = shown.view()) {
      IndexInfo info = view.info();
      ObjectNode json = Json.object();
      json.put("rows", info.rows()).put("dimension", info.dimension());
      json.put("features", info.features().label());
      json.put("mode", info.mode().name().toLowerCase(Locale.ROOT));
      json.put("version", view.version());
      view.columns().forEach(json.putArray("columns")::add);
      ArrayNode tables = json.putArray("tables");
      for (IndexedTable table : info.tables()) {
        tables
            .addObject()
            .put("name", table.name())
            .put("data", table.data())
            .put("rows", table.rows());
      }
      Answers.json(context, json);
    }
  }

  private void values(Context context) {
    String column = Answers.text(context, "column");
    try (IndexView view = shown.view()) {
      // An unknown column is refused as it is in a filter.
      Filter.parse(List.of(column + "=*"), view.columns());
      ArrayNode values = Json.object().putArray("values");
      view.values(column)
          .forEach((value, count) -> values.addObject().put("value", value).put("count", count));
      Answers.json(context, values);
    }
  }

  private static Filter filter(IndexView view, Context context) {
    List<String> conditions = context.queryParams("where");
    if (conditions.size() > MOST_CONDITIONS) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "a filter can have " + MOST_CONDITIONS + " conditions at most");
    }
    Filter filter = Filter.parse(conditions, view.columns());
    view.requireKnownValues(filter);
    return filter;
  }

  private void rows(Context context) {
    int from = Answers.number(context, "from", 0, 0, Integer.MAX_VALUE);
    int count = Answers.number(context, "count", MOST_ROWS, 0, MOST_ROWS);
    try (IndexView view = shown.view(context)) {
      Filter filter = filter(view, context);
      ObjectNode json = Json.object();
      json.put("count", view.count(filter)).put("version", view.version());
      ArrayNode rows = json.putArray("rows");
      view.rows(filter, from, count).forEach(row -> rows.add(json(row)));
      Answers.json(context, json);
    }
  }

  private void row(Context context) {
    try (IndexView view = shown.view(context)) {
      Answers.json(context, json(ShownIndex.row(view, Answers.pathNumber(context, "number"))));
    }
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
    try (IndexView view = shown.view(context)) {
      IndexRow row = asked(view, context);
      ObjectNode json = Json.object();
      json.set("query", json(row));
      answer(context, json, view, query -> view.like(row, query));
    }
  }

  private static IndexRow asked(IndexView view, Context context) {
    String image = context.queryParam("image");
    if (image != null) {
      return view.row(image)
          .orElseThrow(
              () -> new Refusal(Refusal.NOT_FOUND, "the index has no image '%s'".formatted(image)));
    }
    Answers.text(context, "row"); // there must be one
    return ShownIndex.row(view, Answers.number(context, "row", 0, 0, Integer.MAX_VALUE));
  }

  private void similarToUpload(Context context) throws IOException {
    try (Uploads.Upload upload = uploads.read(context);
        IndexView view = shown.view()) {
      IndexEncoder encoder = shown.encoder(view.info());
      int side = encoder.encoder().preprocessing().leastSide();
      float[] vector = decoder.decode(upload.bytes(), side, encoder::vector);
      answer(context, Json.object(), view, query -> view.search(vector, query));
    }
  }

  private static void answer(
      Context context, ObjectNode json, IndexView view, Function<Query, List<Hit>> search) {
    int asked = Answers.number(context, "k", USUAL_K, 1, MOST_K);
    int k = Math.min(asked, view.info().rows());
    Filter filter = filter(view, context);
    long start = System.nanoTime();
    List<Hit> hits = k == 0 ? List.of() : search.apply(new Query(k, filter, false));
    json.put("milliseconds", (System.nanoTime() - start) / 1e6);
    json.put("version", view.version());
    ArrayNode found = json.putArray("hits");
    hits.forEach(hit -> found.add(json(hit.row()).put("similarity", hit.similarity())));
    Answers.json(context, json);
  }

  private void picture(Context context) throws IOException {
    int size = Answers.number(context, "size", Thumbnails.USUAL_SIDE, 1, 1024);
    try (IndexView view = shown.view(context)) {
      IndexRow row = ShownIndex.row(view, Answers.pathNumber(context, "number"));
      if (!row.table().equals(context.pathParam("table"))) {
        throw new Refusal(
            Refusal.NOT_FOUND,
            "the row %,d is not of the table %s"
                .formatted(row.number(), context.pathParam("table")));
      }
      String key = shown.pictureKey(view, row);
      Answers.picture(context, thumbnails.of(key, size, side -> shown.image(row, side)));
    } catch (InputException | NoSuchFileException e) { // its file is gone
      throw new Refusal(Refusal.NOT_FOUND, String.valueOf(e.getMessage()));
    }
  }
}
