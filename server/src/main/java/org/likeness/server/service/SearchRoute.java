package org.likeness.server.service;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.error.LikenessException;
import org.likeness.features.FeatureKind;
import org.likeness.search.Filter;
import org.likeness.search.Hit;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexView;
import org.likeness.search.Query;
import org.likeness.search.SearchIndex;
import org.likeness.server.Refusal;
import org.likeness.server.Uploads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/search}: the rows of the index that are most like an image, or like a row. */
final class SearchRoute implements Handler {
  private static final List<String> PARAMETERS = List.of("k", "id", "where", "exact");
  private static final int USUAL = 10;
  private static final int MOST = 1000;
  private static final int MOST_CONDITIONS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(SearchRoute.class);
  private static final Duration REFRESH = Duration.ofSeconds(2);

  private final RouteContext shared;
  private final Optional<SearchIndex> index;
  private final String encoder;

  /**
   * The route.
   *
   * @param encoder hash of the service's encoder
   */
  SearchRoute(RouteContext shared, Optional<SearchIndex> index, String encoder) {
    this.shared = shared;
    this.index = index;
    this.encoder = encoder;
  }

  @Override
  public void handle(Context context) throws IOException {
    SearchIndex opened =
        index.orElseThrow(
            () ->
                new Refusal(Refusal.NOT_FOUND, "this server has no index: start it with --index"));
    refresh(opened);
    try (Batcher.Places places = shared.batcher().reserve(1);
        Uploads.Upload upload = shared.uploads().read(context)) {
      ServiceRequest request = ServiceRequest.read(context, upload.bytes(), PARAMETERS);
      Optional<String> id = request.one("id");
      if (request.images().size() + (id.isPresent() ? 1 : 0) != 1) {
        throw new Refusal(
            Refusal.BAD_REQUEST, "a search needs one image, or the id of a row, and not both");
      }
      FeatureKind features;
      Query query;
      try (IndexView view = view(opened)) {
        features = view.info().features();
        query = query(view, request);
        if (id.isPresent()) {
          RouteContext.answer(context, answer(view, like(view, id.get(), query)));
          return;
        }
      }
      RouteContext.answer(
          context,
          shared.vectors().of(request.images(), features, places),
          vectors -> found(opened, vectors.get(0), query));
    }
  }

  /** Takes what was added to the index meanwhile. */
  private static void refresh(SearchIndex opened) {
    try {
      opened.refresh(REFRESH);
    } catch (LikenessException e) {
      LOG.warn("the index is used as it was: {}", e.getMessage());
    }
  }

  /** The present state, whose rows can be compared with the encoder's vectors. */
  private IndexView view(SearchIndex opened) {
    IndexView view = opened.view();
    if (!view.info().encoderHash().equals(encoder)) {
      view.close();
      throw new Refusal(
          Refusal.UNAVAILABLE, "the index belongs to another encoder now: start the server again");
    }
    return view;
  }

  private static Query query(IndexView view, ServiceRequest request) {
    int rows = view.info().rows();
    int most = Math.max(1, Math.min(rows, MOST)); // an index without rows answers nothing
    String meaning = rows > MOST ? "the most of one answer" : "the rows of the index";
    int k = request.count("k", USUAL, most, meaning);
    List<String> where = request.all("where");
    if (where.size() > MOST_CONDITIONS) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "a filter can have " + MOST_CONDITIONS + " conditions at most");
    }
    Filter filter = Filter.parse(where, view.columns());
    view.requireKnownValues(filter);
    return new Query(k, filter, request.isOn("exact"));
  }

  /** What is like a row, without the row itself. */
  private static List<Hit> like(IndexView view, String id, Query query) {
    IndexRow row =
        view.row(id)
            .orElseThrow(() -> new Refusal(Refusal.NOT_FOUND, "the index has no row '" + id + "'"));
    return view.like(row, query);
  }

  /** Searches the state of now; since the query was read there may be fewer rows. */
  private Map<String, Object> found(SearchIndex opened, float[] vector, Query asked) {
    try (IndexView view = view(opened)) {
      int k = Math.min(asked.k(), view.info().rows());
      return answer(
          view,
          k == 0 ? List.of() : view.search(vector, new Query(k, asked.filter(), asked.exact())));
    }
  }

  private static Map<String, Object> answer(IndexView view, List<Hit> hits) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("encoder", view.info().encoderHash());
    answer.put("hits", hits.stream().map(SearchRoute::described).toList());
    return answer;
  }

  private static Map<String, Object> described(Hit hit) {
    IndexRow row = hit.row();
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("id", row.id());
    described.put("table", row.table());
    described.put("similarity", hit.similarity());
    row.label().ifPresent(label -> described.put("label", label));
    described.put("attributes", row.attributes());
    return described;
  }
}
