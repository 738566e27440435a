package org.likeness.server.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.likeness.data.ImageRecord;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.io.Json;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.RunEvaluation;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;
import org.likeness.server.Refusal;

/**
 * Reports of the evaluations {@code similarity} and {@code neighbours}: those that are in a run,
 * and new ones, measured and written as by {@code ./likeness evaluate}.
 *
 * <pre>
 * GET  /api/runs/{run}/reports?evaluation=               names of the run's reports
 * GET  /api/runs/{run}/reports/{name}                    one of them; images have their index
 * POST /api/runs/{run}/measure/{evaluation}              measures; answers the state of a job
 * </pre>
 */
final class ReportsApi implements Consumer<RoutesConfig> {
  private static final List<String> SHOWN = List.of("similarity", "neighbours");
  private static final String JSON = ".json";

  private final RunsFolder runs;
  private final Jobs jobs;

  ReportsApi(RunsFolder runs, Jobs jobs) {
    this.runs = runs;
    this.jobs = jobs;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/runs/{run}/reports", this::list);
    routes.get("/api/runs/{run}/reports/{name}", this::report);
    routes.post("/api/runs/{run}/measure/{evaluation}", this::measure);
  }

  private void list(Context context) throws IOException {
    RunLayout run = runs.named(context.pathParam("run"));
    String evaluation = known(Answers.text(context, "evaluation"));
    ArrayNode names = Json.object().putArray("reports");
    names(run).stream().filter(name -> isOf(evaluation, name)).forEach(names::add);
    Answers.json(context, names);
  }

  private static boolean isOf(String evaluation, String name) {
    return name.equals(evaluation) || name.startsWith(evaluation + "-");
  }

  private static List<String> names(RunLayout run) throws IOException {
    if (!Files.isDirectory(run.evaluations())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(run.evaluations())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(JSON))
          .map(name -> name.substring(0, name.length() - JSON.length()))
          .sorted()
          .toList();
    }
  }

  private static String known(String evaluation) {
    if (!SHOWN.contains(evaluation)) {
      throw new Refusal(
          Refusal.NOT_FOUND, "the studio shows similarity and neighbours, not " + evaluation);
    }
    return evaluation;
  }

  private void report(Context context) throws IOException {
    RunLayout run = runs.named(context.pathParam("run"));
    String name = context.pathParam("name");
    if (!names(run).contains(name)) {
      throw new Refusal(Refusal.NOT_FOUND, "the run has no report '%s'".formatted(name));
    }
    JsonNode json = Report.read(run.evaluations().resolve(name + JSON)).json().deepCopy();
    if (json.has("cases")) {
      addIndices(json, run);
    }
    Answers.json(context, json);
  }

  /** Adds to each image its number in the run's data set, by which pictures are named. */
  private static void addIndices(JsonNode json, RunLayout run) {
    Map<String, Integer> numbers = new HashMap<>();
    List<ImageRecord> images = RunData.images(run);
    for (int i = 0; i < images.size(); i++) {
      numbers.put(images.get(i).id(), i);
    }
    for (JsonNode each : json.path("cases")) {
      addIndex(each, numbers);
      each.path("neighbours").forEach(neighbour -> addIndex(neighbour, numbers));
    }
  }

  private static void addIndex(JsonNode image, Map<String, Integer> numbers) {
    Integer number = numbers.get(image.path("id").asText());
    if (number != null && image instanceof ObjectNode object) {
      object.put("index", number);
    }
  }

  private void measure(Context context) {
    RunLayout run = runs.named(context.pathParam("run"));
    String evaluation = known(context.pathParam("evaluation"));
    if (!Files.exists(run.folder().resolve("encoder.safetensors"))) {
      throw new InputException(
          "the run %s has no encoder yet: it can be measured when its training has ended"
              .formatted(run.name()));
    }
    RunNetwork network = RunNetwork.of(run, NetworkName.ENCODER);
    Answers.json(
        context,
        jobs.start(
            Jobs.Lane.RUNS,
            evaluation + " of " + run.name(),
            progress -> RunEvaluation.of(network, evaluation).progress(progress).run()));
  }
}
