package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;

/**
 * Runs, their curves and recipes.
 *
 * <pre>
 * GET /api/runs               all runs with the numbers of their last epoch
 * GET /api/runs/{run}/curves  the numbers of all epochs
 * GET /api/runs/{run}/recipe  its resolved recipe: as YAML, and each value by its key
 * GET /api/live?run=&amp;from=   see {@link LiveMetrics}
 * </pre>
 */
final class RunsApi implements Consumer<RoutesConfig> {
  private static final int MOST_CACHED = 500;
  private static final int MOST_HISTORIES = 32;

  private final RunsFolder runs;
  private final LiveMetrics live;
  private final Map<Path, Cached> cache =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Cached> eldest) {
          return size() > MOST_CACHED;
        }
      };

  /** Histories of runs that were looked at last, which follow their files. */
  private final Map<Path, RunHistory> histories =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, RunHistory> eldest) {
          return size() > MOST_HISTORIES;
        }
      };

  /** A row of the table, valid while the metrics have this time and length. */
  private record Cached(FileTime time, long bytes, ObjectNode row) {}

  RunsApi(RunsFolder runs, LiveMetrics live) {
    this.runs = runs;
    this.live = live;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/runs", this::list);
    routes.get("/api/runs/{run}/curves", this::curves);
    routes.get("/api/runs/{run}/recipe", this::recipe);
    routes.before("/api/live", live::check);
    routes.sse("/api/live", live::open);
  }

  private void list(Context context) {
    ObjectNode json = Json.object().put("folder", runs.folder().toString());
    ArrayNode rows = json.putArray("runs");
    for (RunLayout run : runs.all()) {
      row(run).ifPresent(rows::add);
    }
    Answers.json(context, json);
  }

  /** Empty for a run that was deleted meanwhile. */
  private synchronized Optional<ObjectNode> row(RunLayout run) {
    try {
      boolean begun = Files.exists(run.metrics());
      FileTime time = Files.getLastModifiedTime(begun ? run.metrics() : run.recipe());
      long bytes = begun ? Files.size(run.metrics()) : 0;
      Cached cached = cache.get(run.folder());
      // Whether a run goes on is not in its files alone.
      if (cached != null
          && cached.time().equals(time)
          && cached.bytes() == bytes
          && !cached.row().path("state").asText().equals("running")) {
        return Optional.of(cached.row());
      }
      ObjectNode row = Json.object().put("name", run.name());
      row.put("changed", time.toMillis());
      describe(run, row);
      history(run).summary(row);
      cache.put(run.folder(), new Cached(time, bytes, row));
      return Optional.of(row);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          Json.object().put("name", run.name()).put("state", "unreadable").put("error", "" + e));
    }
  }

  /** What a run's metrics say now. */
  private RunHistory history(RunLayout run) throws IOException {
    RunHistory history;
    synchronized (histories) {
      history = histories.computeIfAbsent(run.folder(), folder -> new RunHistory(run));
    }
    history.read();
    return history;
  }

  private static void describe(RunLayout run, ObjectNode row) {
    try {
      Map<String, String> values = Recipe.read(run.recipe()).values();
      row.put("method", values.getOrDefault("method", ""));
      row.put("data", values.getOrDefault("data.source", ""));
      row.put("backbone", values.getOrDefault("backbone.name", ""));
    } catch (InputException e) {
      row.put("error", e.getMessage());
    }
  }

  private void curves(Context context) throws IOException {
    RunLayout run = runs.named(context.pathParam("run"));
    Answers.json(context, history(run).curves().put("name", run.name()));
  }

  private void recipe(Context context) {
    RunLayout run = runs.named(context.pathParam("run"));
    Recipe recipe = Recipe.read(run.recipe());
    ObjectNode json = Json.object().put("name", run.name()).put("yaml", recipe.toYaml());
    ObjectNode values = json.putObject("values");
    recipe.values().forEach(values::put);
    Answers.json(context, json);
  }
}
