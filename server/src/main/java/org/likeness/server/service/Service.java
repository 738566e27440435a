package org.likeness.server.service;

import static java.util.Objects.requireNonNull;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classify.LabelledNeighbours;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.search.SearchIndex;
import org.likeness.server.Safety;
import org.likeness.server.ServerAddress;
import org.likeness.server.StaticFiles;
import org.likeness.server.Uploads;
import org.likeness.server.WebServer;
import org.likeness.table.TableInfo;

/**
 * The service: an encoder behind HTTP, with its classifier and an index where there are some.
 * {@code /openapi.yaml} describes it.
 *
 * <p>Images of requests that come at the same time go through the network together ({@link
 * BatchOptions}). {@link #close} finishes what was taken.
 */
public final class Service implements AutoCloseable {
  private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
  private static final Set<String> PATHS =
      Set.of("/v1/embed", "/v1/search", "/v1/classify", "/health", "/metrics", "/openapi.yaml");

  private final WebServer server;
  private final Batcher batcher;

  private Service(WebServer server, Batcher batcher) {
    this.server = server;
    this.batcher = batcher;
  }

  /** Describes a service of an encoder. */
  public static Builder of(Encoder encoder) {
    return new Builder(requireNonNull(encoder, "encoder is null"));
  }

  /** Where it answers. */
  public URI address() {
    return server.address();
  }

  /** Method and path of each route. */
  List<String> routes() {
    return server.routes();
  }

  /** Returns when the service has stopped. */
  public void await() throws InterruptedException {
    server.await();
  }

  /** Stops: refuses new requests, and returns when those that were taken are answered. */
  @Override
  public void close() {
    try {
      server.close();
    } finally {
      batcher.close();
    }
  }

  /** What a service is made of. */
  public static final class Builder {
    private final Encoder encoder;
    private Optional<ImageClasses> classes = Optional.empty();
    private Optional<SearchIndex> index = Optional.empty();
    private ServerAddress address = ServerAddress.loopback(0);
    private BatchOptions batches = BatchOptions.DEFAULT;

    private Builder(Encoder encoder) {
      this.encoder = encoder;
    }

    /** Where it listens; by default at a free port of this machine alone. */
    public Builder at(ServerAddress where) {
      address = where;
      return this;
    }

    /** How requests are gathered. */
    public Builder batches(BatchOptions options) {
      batches = options;
      return this;
    }

    /** Answers {@code /v1/classify} by a classifier. */
    public Builder classifier(FeatureClassifier layers) {
      classes = Optional.of(ImageClasses.of(layers));
      return this;
    }

    /**
     * Answers {@code /v1/classify} by the nearest labelled images; the caller closes them after the
     * service.
     *
     * @param table about the table that they are from
     */
    public Builder labelled(LabelledNeighbours neighbours, TableInfo table) {
      classes = Optional.of(ImageClasses.of(neighbours, table));
      return this;
    }

    /** Answers {@code /v1/search}; the caller closes the index after the service. */
    public Builder index(SearchIndex opened) {
      index = Optional.of(opened);
      return this;
    }

    /**
     * Starts it.
     *
     * @throws InputException if classifier or index belong to another encoder, or the port is in
     *     use
     */
    public Service start() {
      String hash = encoder.hash();
      classes.ifPresent(Builder::requireFeatures);
      classes.ifPresent(known -> requireSame(known.what(), known.encoder(), hash));
      index.ifPresent(
          opened -> requireSame("the index " + opened.folder(), opened.info().encoderHash(), hash));
      index.ifPresent(Builder::requireFeatures);
      ServiceMetrics metrics = new ServiceMetrics();
      Batcher batcher = new Batcher(encoder, batches, metrics);
      try {
        RouteContext shared = new RouteContext(batcher, new Uploads(), new Vectors(encoder));
        WebServer server =
            WebServer.at(address)
                .routes(routes -> addRoutes(routes, shared, metrics, hash))
                .routes(documentation())
                .whenAnswered(
                    (context, milliseconds) ->
                        metrics.answered(
                            PATHS.contains(context.path()) ? context.path() : "other",
                            context.statusCode(),
                            milliseconds))
                .start();
        return new Service(server, batcher);
      } catch (RuntimeException e) {
        batcher.close();
        throw e;
      }
    }

    private static void requireSame(String what, String other, String hash) {
      if (!other.equals(hash)) {
        throw new InputException(
            "%s belongs to another encoder (%s) than this one (%s)"
                .formatted(what, shortHash(other), shortHash(hash)));
      }
    }

    private static void requireFeatures(SearchIndex opened) {
      requireFeatures("the index " + opened.folder(), opened.info().features());
    }

    private static void requireFeatures(ImageClasses known) {
      requireFeatures(known.what(), known.features());
    }

    private static void requireFeatures(String what, FeatureKind features) {
      if (features == FeatureKind.PIXELS) {
        throw new InputException(what + " has raw pixels, which no encoder computes");
      }
    }

    private static String shortHash(String hash) {
      return hash.substring(0, Math.min(16, hash.length()));
    }

    private void addRoutes(
        RoutesConfig routes, RouteContext shared, ServiceMetrics metrics, String hash) {
      routes.post("/v1/embed", new EmbedRoute(shared, hash));
      routes.post("/v1/classify", new ClassifyRoute(shared, classes));
      routes.post("/v1/search", new SearchRoute(shared, index, hash));
      routes.get("/", context -> context.redirect("/docs"));
      routes.get("/health", context -> RouteContext.answer(context, health(hash)));
      routes.get("/metrics", context -> metrics(context, metrics));
    }

    private Map<String, Object> health(String hash) {
      Map<String, Object> health = new LinkedHashMap<>();
      health.put("status", "ok");
      health.put("encoder", hash);
      health.put("dimension", encoder.dimension());
      health.put("rows", index.map(opened -> opened.info().rows()).orElse(0));
      health.put("classes", classes.map(ImageClasses::classes).orElse(0));
      return health;
    }

    private static void metrics(Context context, ServiceMetrics metrics) throws IOException {
      String accept = Optional.ofNullable(context.header("Accept")).orElse("");
      context.contentType(metrics.contentType(accept)).result(metrics.write(accept));
    }

    private static Consumer<RoutesConfig> documentation() {
      StaticFiles own =
          new StaticFiles("/org/likeness/server/service/")
              .add("/openapi.yaml", "openapi.yaml")
              .add("/docs", "docs.html", Safety.WITH_INLINE_STYLES)
              .add("/docs/start.js", "start.js");
      StaticFiles swagger =
          new StaticFiles(SWAGGER)
              .addAll(
                  "/docs/", List.of("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"));
      return own.andThen(swagger);
    }
  }
}
