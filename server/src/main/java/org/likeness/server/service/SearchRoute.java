package org.likeness.server.service;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.likeness.error.LikenessException;
import org.likeness.search.Filter;
import org.likeness.search.Hit;
import org.likeness.search.IndexRow;
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

  private static final Logger LOG = LoggerFactory.getLogger(SearchRoute.class);
  private static final long REFRESH_NANOS = 2_000_000_000;

  private final Parts parts;
  private final Optional<SearchIndex> index;
  private final String encoder;
  private final AtomicLong refreshed = new AtomicLong(System.nanoTime());

  /**
   * The route.
   *
   * @param encoder hash of the service's encoder
   */
  SearchRoute(Parts parts, Optional<SearchIndex> index, String encoder) {
    this.parts = parts;
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
    try (Batcher.Places places = parts.batcher().reserve(1);
        Uploads.Upload upload = parts.uploads().read(context)) {
      ServiceRequest request = ServiceRequest.read(context, upload.bytes(), PARAMETERS);
      Query query = query(opened, request);
      Optional<String> id = request.one("id");
      if (request.images().size() + (id.isPresent() ? 1 : 0) != 1) {
        throw new Refusal(
            Refusal.BAD_REQUEST, "a search needs one image, or the id of a row, and not both");
      }
      if (id.isPresent()) {
        Parts.answer(context, answer(opened, like(opened, id.get(), query)));
        return;
      }
      Parts.answer(
          context,
          parts.vectors().of(request.images(), opened.info().features(), places),
          vectors -> answer(opened, opened.search(vectors.get(0), query)));
    }
  }

  /** Takes what was added to the index meanwhile; looks for it every two seconds at most. */
  private void refresh(SearchIndex opened) {
    long last = refreshed.get();
    long now = System.nanoTime();
    if (now - last > REFRESH_NANOS && refreshed.compareAndSet(last, now)) {
      try {
        opened.refresh();
      } catch (LikenessException e) {
        LOG.warn("the index is used as it was: {}", e.getMessage());
      }
    }
    if (!opened.info().encoderHash().equals(encoder)) {
      throw new Refusal(
          Refusal.UNAVAILABLE, "the index belongs to another encoder now: start the server again");
    }
  }

  private static Query query(SearchIndex opened, ServiceRequest request) {
    int k = request.count("k", USUAL, opened.info().rows(), "the rows of the index");
    Filter filter = Filter.parse(request.all("where"), opened.columns());
    return new Query(k, filter, request.isOn("exact"));
  }

  /** What is like a row, without the row itself. */
  private static List<Hit> like(SearchIndex opened, String id, Query query) {
    IndexRow row =
        opened
            .row(id)
            .orElseThrow(() -> new Refusal(Refusal.NOT_FOUND, "the index has no row '" + id + "'"));
    int more = Math.min(query.k() + 1, opened.info().rows());
    return opened
        .search(opened.vector(row), new Query(more, query.filter(), query.exact()))
        .stream()
        .filter(hit -> !hit.row().table().equals(row.table()) || !hit.row().id().equals(row.id()))
        .limit(query.k())
        .toList();
  }

  private static Map<String, Object> answer(SearchIndex opened, List<Hit> hits) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("encoder", opened.info().encoderHash());
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
