package org.likeness.server.studio;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.likeness.io.Json;
import org.likeness.server.DecodingLimit;
import org.likeness.server.StaticFiles;
import org.likeness.server.UploadedImages;
import org.likeness.server.Uploads;
import org.likeness.server.WebServer;
import org.likeness.torch.Torch;
import org.slf4j.LoggerFactory;

/**
 * The studio: a page to look at runs while they train, at images and what looks like them, at a map
 * of all embeddings, at measurements, and at the views of a recipe.
 *
 * <pre>
 *   StudioOptions options = new StudioOptions(Path.of("runs"), Optional.of(Path.of("photos.index")),
 *       ServerAddress.loopback(StudioOptions.PORT));
 *   try (Studio studio = Studio.start(options)) {
 *     studio.await();
 *   }
 * </pre>
 *
 * <p>Thread-safe. Its memory is bounded: pictures, opened data sets and embeddings of runs are kept
 * up to fixed limits.
 */
public final class Studio implements AutoCloseable {
  /** The files of the page beside index.html. */
  static final List<String> SCRIPTS =
      List.of(
          "main.js",
          "dom.js",
          "runs.js",
          "chart.js",
          "look.js",
          "grid.js",
          "map.js",
          "points.js",
          "umap-worker.js",
          "measured.js",
          "similarity.js",
          "neighbours.js",
          "compare.js",
          "views.js",
          "style.css");

  private static final List<String> LIBRARIES =
      List.of("lib/uplot.js", "lib/uplot.css", "lib/umap.js");

  private final WebServer server;
  private final Parts parts;

  private Studio(WebServer server, Parts parts) {
    this.server = server;
    this.parts = parts;
  }

  /**
   * Opens what is shown and starts the server.
   *
   * @throws org.likeness.error.InputException if the index cannot be used, or the port is in use
   */
  public static Studio start(StudioOptions options) {
    requireNonNull(options, "options is null");
    Torch.require();
    Parts parts = new Parts();
    try {
      DecodingLimit limit = new DecodingLimit();
      Thumbnails thumbnails = new Thumbnails(limit);
      WebServer server = server(options, parts, limit, thumbnails).start();
      parts.index.ifPresent(index -> warmUp(index, thumbnails));
      return new Studio(server, parts);
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private static WebServer.Builder server(
      StudioOptions options, Parts parts, DecodingLimit limit, Thumbnails thumbnails) {
    RunsFolder runs = new RunsFolder(options.runs());
    Uploads uploads = new Uploads();
    LiveMetrics live = parts.add(new LiveMetrics(runs));
    RunDatasets datasets = parts.add(new RunDatasets());
    options
        .index()
        .ifPresent(
            folder -> parts.index = Optional.of(parts.add(new ShownIndex(folder, options.runs()))));
    Jobs jobs = parts.add(new Jobs());
    ObjectNode info =
        Json.object()
            .put("runs", options.runs().toString())
            .put("index", options.index().isPresent());
    WebServer.Builder builder =
        WebServer.at(options.address())
            .routes(page())
            .routes(routes -> routes.get("/api/info", context -> Answers.json(context, info)))
            .routes(new RunsApi(runs, live))
            .routes(new RunImages(runs, datasets, thumbnails))
            .routes(jobs)
            .routes(new ReportsApi(runs, jobs))
            .routes(new ViewsApi(runs, datasets, uploads, limit))
            .routes(new CompareApi(runs, datasets, jobs, uploads, limit))
            .whenStopping(live::close)
            .whenStopping(jobs::stop);
    parts.index.ifPresent(
        opened ->
            builder
                .routes(new LookApi(opened, thumbnails, uploads, new UploadedImages(limit)))
                .routes(new MapApi(opened, uploads, jobs)));
    return builder;
  }

  private static void warmUp(ShownIndex index, Thumbnails thumbnails) {
    Thread thread = new Thread(() -> index.warmUp(thumbnails), "studio-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static StaticFiles page() {
    return new StaticFiles("/studio/")
        .add("/", "index.html")
        .add("/icon.svg", "icon.svg")
        .addAll("/", SCRIPTS)
        .addAll("/", LIBRARIES);
  }

  /** The address of the page. */
  public URI address() {
    return server.address();
  }

  /** Returns when the studio has stopped. */
  public void await() throws InterruptedException {
    server.await();
  }

  /** Stops the server and closes what it opened. */
  @Override
  public void close() {
    try {
      server.close();
    } finally {
      parts.close();
    }
  }

  /** What is to be closed; jobs, which use the others, first. */
  private static final class Parts {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Optional<ShownIndex> index = Optional.empty();

    <T extends AutoCloseable> T add(T part) {
      opened.push(part);
      return part;
    }

    void close() {
      for (AutoCloseable part : opened) { // the last opened first
        try {
          part.close();
        } catch (Exception e) {
          LoggerFactory.getLogger(Studio.class).warn("a part of the studio cannot be closed", e);
        }
      }
    }
  }
}
