package org.likeness.server.studio;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.likeness.io.Json;
import org.likeness.server.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the lines of {@code metrics.jsonl} as they are written, by server-sent events: {@code
 * ?run=NAME&from=BYTES}, both once or more.
 *
 * <p>Events: {@code metrics} with {@code run} and {@code lines}; {@code reset} with {@code run},
 * when it must be read again; {@code gone} with {@code run}, when it was deleted, also before it
 * was asked for: the other runs of the request are followed then.
 */
final class LiveMetrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveMetrics.class);
  private static final int MOST_CLIENTS = 24;
  private static final int MOST_RUNS = 50;
  private static final int MILLIS = 300;
  private static final int COMMENT_EVERY = 30; // polls

  private final RunsFolder runs;
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final ExecutorService writers = Executors.newCachedThreadPool(LiveMetrics::daemon);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(LiveMetrics::daemon);
  private boolean closed;

  LiveMetrics(RunsFolder runs) {
    this.runs = runs;
    var unused = clock.scheduleWithFixedDelay(this::poll, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "live-metrics");
    thread.setDaemon(true);
    return thread;
  }

  /** Before the stream is opened, while the answer may still be an error. */
  void check(Context context) {
    List<String> names = context.queryParams("run");
    if (names.isEmpty() || names.size() > MOST_RUNS) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "between 1 and " + MOST_RUNS + " runs can be followed at a time");
    }
    if (clients.size() >= MOST_CLIENTS) {
      throw new Refusal(
          Refusal.UNAVAILABLE, "too many pages follow runs: close one of the studio's pages");
    }
  }

  /** Follows the runs that a client names. */
  void open(SseClient stream) {
    List<String> names = stream.ctx().queryParams("run");
    List<String> from = stream.ctx().queryParams("from");
    Map<String, MetricsTail> tails = new LinkedHashMap<>();
    Queue<String> gone = new ArrayDeque<>();
    for (int i = 0; i < names.size(); i++) {
      long bytes =
          i < from.size() && from.get(i).matches("\\d{1,15}") ? Long.parseLong(from.get(i)) : 0;
      String name = names.get(i);
      runs.find(name)
          .ifPresentOrElse(
              run -> tails.put(name, new MetricsTail(run.metrics(), bytes)), () -> gone.add(name));
    }
    Client client = new Client(stream, tails, gone);
    stream.keepAlive();
    stream.onClose(() -> clients.remove(client));
    if (!add(client)) {
      stream.close();
    }
  }

  /** False if the studio stops, which would not end the stream any more. */
  private synchronized boolean add(Client client) {
    return !closed && clients.add(client);
  }

  /** Each client is written to by a thread of its own: one that does not read keeps no other. */
  private void poll() {
    for (Client client : clients) {
      if (client.busy().compareAndSet(false, true)) {
        try {
          writers.execute(() -> poll(client));
        } catch (RejectedExecutionException e) { // the studio stops
          return;
        }
      }
    }
  }

  private void poll(Client client) {
    try {
      client.poll();
      if (client.stream().terminated()) {
        clients.remove(client);
      }
    } catch (RuntimeException e) { // the client hung up
      LOG.debug("a client hung up", e);
      clients.remove(client);
    } catch (Error e) {
      LOG.error("the metrics cannot be sent", e);
      clients.remove(client);
      client.stream().close();
    } finally {
      client.busy().set(false);
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    List<Client> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(clients);
      clients.clear();
    }
    clock.shutdownNow();
    writers.shutdown();
    open.forEach(client -> client.stream().close());
  }

  private record Client(
      SseClient stream,
      Map<String, MetricsTail> tails,
      Queue<String> gone,
      AtomicBoolean busy,
      AtomicInteger polls) {
    Client(SseClient stream, Map<String, MetricsTail> tails, Queue<String> gone) {
      this(stream, tails, gone, new AtomicBoolean(), new AtomicInteger());
    }

    void poll() {
      for (String name = gone.poll(); name != null; name = gone.poll()) {
        stream.sendEvent("gone", Json.line(Json.object().put("run", name)));
      }
      for (String name : List.copyOf(tails.keySet())) {
        ObjectNode message = Json.object().put("run", name);
        try {
          Optional<List<JsonNode>> lines = requireNonNull(tails.get(name)).next();
          if (lines.isEmpty()) {
            stream.sendEvent("reset", Json.line(message));
          } else if (!lines.get().isEmpty()) {
            message.putArray("lines").addAll(lines.get());
            stream.sendEvent("metrics", Json.line(message));
          }
        } catch (IOException e) {
          tails.remove(name);
          stream.sendEvent("gone", Json.line(message));
        }
      }
      if (polls.incrementAndGet() % COMMENT_EVERY == 0) {
        stream.sendComment("still here");
      }
    }
  }
}
