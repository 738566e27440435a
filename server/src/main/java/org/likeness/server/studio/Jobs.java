package org.likeness.server.studio;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.likeness.error.LikenessException;
import org.likeness.features.FeatureProgress;
import org.likeness.io.Json;
import org.likeness.server.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that takes longer than a page should wait, in lanes: of each, one job after the other.
 *
 * <pre>
 * GET /api/jobs?job=KEY  its state: waiting, running, done or failed; progress; message
 * </pre>
 */
final class Jobs implements Consumer<RoutesConfig>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
  private static final int ACCEPTED = 202;
  private static final int MOST_KEPT = 100;
  private static final int MOST_WAITING = 20;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final Map<Lane, ExecutorService> workers = new EnumMap<>(Lane.class);
  private volatile boolean stopping;

  /** Jobs of one lane wait for each other. */
  enum Lane {
    /** What runs are measured by, which may take minutes. */
    RUNS,
    /** The map of the index. */
    MAP
  }

  Jobs() {
    for (Lane lane : Lane.values()) {
      workers.put(lane, Executors.newSingleThreadExecutor(Jobs::daemon));
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "studio-job");
    thread.setDaemon(true);
    return thread;
  }

  /** The work of a job. */
  interface Work {
    /**
     * Does it.
     *
     * @param progress hears how far it is, and ends it when the studio stops
     */
    void run(FeatureProgress progress);
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/jobs", this::state);
  }

  private synchronized void state(Context context) {
    Job job = jobs.get(Answers.text(context, "job"));
    if (job == null) {
      throw new Refusal(Refusal.NOT_FOUND, "there is no such job any more");
    }
    Answers.json(context, job.json());
  }

  /**
   * Starts a job, unless one of the same key waits or runs.
   *
   * @return what the page gets: its state
   * @throws Refusal if too many wait (429), or the studio stops (503)
   */
  synchronized ObjectNode start(Lane lane, String key, Work work) {
    if (stopping) {
      throw Refusal.stopping();
    }
    Job there = jobs.get(key);
    if (there == null || there.isOver()) {
      if (jobs.values().stream().filter(job -> !job.isOver()).count() >= MOST_WAITING) {
        throw Refusal.busy(
            "too many measurements wait already: try again later", Duration.ofSeconds(5));
      }
      jobs.values().removeIf(job -> jobs.size() >= MOST_KEPT && job.isOver());
      there = new Job(key);
      jobs.remove(key);
      jobs.put(key, there);
      Job job = there;
      requireNonNull(workers.get(lane)).execute(() -> run(job, work));
    }
    return there.json();
  }

  /** Answers 202 with jobs that must end before what is asked for is there. */
  static void waiting(Context context, List<ObjectNode> states) {
    ObjectNode json = Json.object();
    json.putArray("jobs").addAll(states);
    Answers.json(context.status(ACCEPTED), json);
  }

  private void run(Job job, Work work) {
    if (stopping) {
      return;
    }
    job.set("running", "");
    try {
      work.run(
          (done, total) -> {
            job.progress(done, total);
            return !stopping;
          });
      job.set("done", "");
    } catch (LikenessException | Refusal | CancellationException e) {
      job.set("failed", String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", job.key, e);
      job.set("failed", "the server failed at this: its log says why");
    }
  }

  /** Takes no more jobs, drops those that wait and tells those that run to end. */
  synchronized void stop() {
    stopping = true;
    workers.values().forEach(ExecutorService::shutdown);
    jobs.values().stream()
        .filter(Job::isWaiting)
        .forEach(job -> job.set("failed", "the studio is stopping"));
  }

  /** As {@link #stop}, and waits for those that run, which use what is closed next. */
  @Override
  public void close() {
    stop();
    long until = System.nanoTime() + LONGEST.toNanos();
    try {
      for (ExecutorService worker : workers.values()) {
        if (!worker.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          LOG.warn("a job that does not end is given up");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Job {
    private final String key;
    private String state = "waiting";
    private String message = "";
    private int done;
    private int total;

    Job(String key) {
      this.key = key;
    }

    synchronized void set(String newState, String newMessage) {
      state = newState;
      message = newMessage;
    }

    synchronized void progress(int newDone, int newTotal) {
      done = newDone;
      total = newTotal;
    }

    synchronized boolean isWaiting() {
      return state.equals("waiting");
    }

    synchronized boolean isOver() {
      return state.equals("done") || state.equals("failed");
    }

    synchronized ObjectNode json() {
      return Json.object()
          .put("job", key)
          .put("state", state)
          .put("message", message)
          .put("done", done)
          .put("total", total);
    }
  }
}
