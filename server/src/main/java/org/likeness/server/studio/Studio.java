package org.likeness.server.studio;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.io.Json;
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
  private final List<AutoCloseable> parts;

  private Studio(WebServer server, List<AutoCloseable> parts) {
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
    RunsFolder runs = new RunsFolder(options.runs());
    Thumbnails thumbnails = new Thumbnails();
    Uploads uploads = new Uploads();
    UploadedImages decoder = new UploadedImages();
    LiveMetrics live = new LiveMetrics(runs);
    Jobs jobs = new Jobs();
    RunImages images = new RunImages(runs, thumbnails);
    Optional<ShownIndex> index =
        options.index().map(folder -> new ShownIndex(folder, options.runs()));
    List<AutoCloseable> parts = new ArrayList<>(List.of(images, live, jobs));
    index.ifPresent(parts::add);
    try {
      ObjectNode info =
          Json.object().put("runs", options.runs().toString()).put("index", index.isPresent());
      WebServer.Builder builder =
          WebServer.at(options.address())
              .routes(page())
              .routes(routes -> routes.get("/api/info", context -> Answers.json(context, info)))
              .routes(new RunsApi(runs, live))
              .routes(images)
              .routes(jobs)
              .routes(new ReportsApi(runs, jobs))
              .routes(new ViewsApi(runs, images, uploads, decoder))
              .routes(new CompareApi(runs, images, jobs, uploads, decoder))
              .whenStopping(live::close)
              .whenStopping(jobs::close);
      index.ifPresent(
          opened ->
              builder
                  .routes(new LookApi(opened, thumbnails, uploads, decoder))
                  .routes(new MapApi(opened, uploads)));
      Studio studio = new Studio(builder.start(), parts);
      index.ifPresent(Studio::warmUp);
      return studio;
    } catch (RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  private static void warmUp(ShownIndex index) {
    Thread thread = new Thread(index::warmUp, "studio-warm-up");
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
    server.close();
    closeAll(parts);
  }

  private static void closeAll(List<AutoCloseable> parts) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LoggerFactory.getLogger(Studio.class).warn("a part of the studio cannot be closed", e);
      }
    }
  }
}
