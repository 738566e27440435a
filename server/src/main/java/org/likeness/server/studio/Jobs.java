package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.likeness.error.LikenessException;
import org.likeness.features.FeatureProgress;
import org.likeness.io.Json;
import org.likeness.server.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that takes longer than a page should wait, one job after the other.
 *
 * <pre>
 * GET /api/jobs?job=KEY  its state: waiting, running, done or failed; progress; message
 * </pre>
 */
final class Jobs implements Consumer<RoutesConfig>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
  private static final int MOST_KEPT = 100;
  private static final int MOST_WAITING = 20;

  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "studio-job");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

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
   * @throws Refusal if too many wait (429)
   */
  synchronized ObjectNode start(String key, Work work) {
    Job there = jobs.get(key);
    if (there == null || there.isOver()) {
      if (jobs.values().stream().filter(job -> !job.isOver()).count() >= MOST_WAITING) {
        throw Refusal.busy(
            "too many measurements wait already: try again later", java.time.Duration.ofSeconds(5));
      }
      jobs.values().removeIf(job -> jobs.size() >= MOST_KEPT && job.isOver());
      there = new Job(key);
      jobs.remove(key);
      jobs.put(key, there);
      Job job = there;
      worker.execute(() -> run(job, work));
    }
    return there.json();
  }

  private void run(Job job, Work work) {
    job.set("running", "");
    try {
      work.run(
          (done, total) -> {
            job.progress(done, total);
            return !closed;
          });
      job.set("done", "");
    } catch (LikenessException | Refusal | CancellationException e) {
      job.set("failed", String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", job.key, e);
      job.set("failed", "the server failed at this: its log says why");
    }
  }

  @Override
  public void close() {
    closed = true;
    worker.shutdownNow();
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
