package org.likeness.server;

import static java.util.Objects.requireNonNull;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.RequestLogger;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.likeness.error.InputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server that is safe by default: it listens at an address of this machine alone, refuses
 * requests of other sites' pages ({@link Guard}), answers errors as JSON, and finishes what it has
 * taken before it stops.
 *
 * <pre>
 *   try (WebServer server = WebServer.at(ServerAddress.loopback(7007))
 *       .routes(routes -&gt; routes.get("/health", context -&gt; context.result("ok")))
 *       .start()) {
 *     server.await();
 *   }
 * </pre>
 *
 * <p>Handlers run on at most {@value #THREADS} threads, so they must not wait for long: {@code
 * Context.future} is for that.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** The most threads that answer requests. */
  public static final int THREADS = 64;

  private static final int CONNECTIONS = 1000;
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final Javalin javalin;
  private final ServerConnector connector;
  private final GracefulHandler graceful;
  private final URI address;
  private final Runnable whenStopping;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closed;

  private WebServer(Javalin javalin, GracefulHandler graceful, URI address, Runnable whenStopping) {
    this.javalin = javalin;
    this.connector = (ServerConnector) javalin.jettyServer().server().getConnectors()[0];
    this.graceful = graceful;
    this.address = address;
    this.whenStopping = whenStopping;
  }

  /** Describes a server at an address. */
  public static Builder at(ServerAddress address) {
    return new Builder(requireNonNull(address, "address is null"));
  }

  /** Its address, with the port that it got: {@code http://127.0.0.1:7007}. */
  public URI address() {
    return address;
  }

  /** The port that it got. */
  public int port() {
    return address.getPort();
  }

  /** Method and path of each route, such as {@code GET /health}. */
  public List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(route -> route.endpoint.method + " " + route.endpoint.path)
        .toList();
  }

  /** Returns when the server has stopped. */
  public void await() throws InterruptedException {
    stopped.await();
  }

  /**
   * Stops: takes no further request, finishes those that it has taken, for at most half a minute.
   * The second call returns when the first has.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      connector.close();
      whenStopping.run();
      finishTaken();
    } finally {
      stopJetty();
      stopped.countDown();
    }
  }

  /** Not through Javalin, which would report connections that are cut as an error. */
  private void stopJetty() {
    try {
      javalin.jettyServer().server().stop();
    } catch (Exception e) { // everything that was taken is answered
      LOG.debug("open connections were cut", e);
    }
  }

  /** From here on requests on open connections are refused; waits for those before. */
  private void finishTaken() {
    try {
      graceful.shutdown().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("requests that take more than {} seconds are given up", STOP.toSeconds());
    } catch (ExecutionException e) {
      LOG.warn("the requests that were taken cannot be finished", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a server is made of. */
  public static final class Builder {
    private final ServerAddress address;
    private final List<Consumer<RoutesConfig>> routes = new ArrayList<>();
    private Runnable whenStopping = () -> {};
    private RequestLogger whenAnswered = (context, milliseconds) -> {};

    private Builder(ServerAddress address) {
      this.address = address;
    }

    /** Adds routes. Handlers throw {@link Refusal} or {@link InputException} for bad requests. */
    public Builder routes(Consumer<RoutesConfig> more) {
      routes.add(requireNonNull(more, "more is null"));
      return this;
    }

    /** Something to do for each request that was answered: the time in milliseconds. */
    public Builder whenAnswered(RequestLogger listener) {
      whenAnswered = requireNonNull(listener, "listener is null");
      return this;
    }

    /**
     * Something to do when the server begins to stop, before it waits for the requests that it has
     * taken: to end streams of events that would never end.
     */
    public Builder whenStopping(Runnable action) {
      Runnable before = whenStopping;
      whenStopping =
          () -> {
            before.run();
            action.run();
          };
      return this;
    }

    /**
     * Starts it.
     *
     * @throws InputException if the port is in use, or not allowed
     */
    public WebServer start() {
      ServerSocketChannel channel = Listening.listen(address);
      Guard guard = new Guard(address);
      GracefulHandler graceful = new GracefulHandler();
      try {
        int port = channel.socket().getLocalPort();
        guard.port(port);
        Javalin javalin = Javalin.create(config -> configure(config, guard, graceful, channel));
        javalin.start();
        return new WebServer(javalin, graceful, uri(port), whenStopping);
      } catch (RuntimeException e) {
        Listening.closeQuietly(channel, e);
        throw e;
      }
    }

    private URI uri(int port) {
      String host = address.host();
      return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    private void configure(
        JavalinConfig config, Guard guard, GracefulHandler graceful, ServerSocketChannel channel) {
      config.startup.showJavalinBanner = false;
      config.startup.showOldJavalinVersionWarning = false;
      config.startup.startupWatcherEnabled = false;
      config.http.prefer405over404 = true;
      config.http.asyncTimeout = ANSWER.toMillis();
      config.http.maxRequestSize = Uploads.MOST_BYTES;
      config.jetty.timeoutStatus = Refusal.UNAVAILABLE;
      QueuedThreadPool threads = new QueuedThreadPool(THREADS, Math.min(8, THREADS));
      threads.setName("web");
      threads.setDaemon(true);
      config.jetty.threadPool = threads;
      config.jetty.modifyServer(server -> prepare(server, guard, graceful));
      config.jetty.modifyHttpConfiguration(Listening::limit);
      config.jetty.addConnector((server, http) -> Listening.connector(server, http, channel));
      config.router.ignoreTrailingSlashes = false;
      config.router.javaLangErrorHandler(ErrorAnswers::error);
      config.requestLogger.http(whenAnswered);
      ErrorAnswers.register(config.routes);
      routes.forEach(more -> more.accept(config.routes));
    }

    private static void prepare(Server server, Guard guard, GracefulHandler graceful) {
      server.insertHandler(graceful);
      server.insertHandler(guard);
      server.setErrorHandler(new ErrorAnswers());
      server.setStopTimeout(Listening.LAST.toMillis());
      server.setStopAtShutdown(false);
      server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
    }
  }
}
