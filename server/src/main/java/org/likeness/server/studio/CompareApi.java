package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureProgress;
import org.likeness.image.Image;
import org.likeness.io.Json;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;
import org.likeness.server.DecodingLimit;
import org.likeness.server.Refusal;
import org.likeness.server.UploadedImages;
import org.likeness.server.Uploads;

/**
 * One query under several runs: the nearest of each run's own images by its encoder, or by another
 * network of it, such as {@code A@untrained}. The images are embedded once by each, as a job; those
 * of a few networks stay in memory.
 *
 * <pre>
 * GET  /api/compare?run=A&amp;run=B&amp;index=&amp;k=  the query is an image of the first run
 * POST /api/compare?run=A&amp;run=B&amp;k=         the query is the uploaded image
 * </pre>
 *
 * Both answer 202 and {@code jobs}, and nothing else, where images must be embedded first.
 */
final class CompareApi implements Consumer<RoutesConfig> {
  private static final int MOST_RUNS = 4;
  private static final int USUAL_K = 10;
  private static final int MOST_K = 100;

  private final RunsFolder runs;
  private final RunDatasets images;
  private final Jobs jobs;
  private final Uploads uploads;
  private final DecodingLimit limit;
  private final Map<String, RunVectors> known =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RunVectors> eldest) {
          return size() > MOST_RUNS;
        }
      };

  /** The image of the query, which is decoded anew for each encoder. */
  private interface Asked {
    float[] embedded(Encoder encoder) throws IOException;
  }

  CompareApi(RunsFolder runs, RunDatasets images, Jobs jobs, Uploads uploads, DecodingLimit limit) {
    this.runs = runs;
    this.images = images;
    this.jobs = jobs;
    this.uploads = uploads;
    this.limit = limit;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/compare", this::ofRun);
    routes.post("/api/compare", this::ofUpload);
  }

  private void ofRun(Context context) throws IOException {
    List<RunNetwork> asked = asked(context);
    int index = Answers.number(context, "index", 0, 0, Integer.MAX_VALUE);
    try (RunDatasets.Lease lease = images.open(run(asked.get(0)))) {
      ObjectNode query = lease.describe(index);
      answer(
          context,
          asked,
          query,
          Optional.of(lease.key()),
          encoder -> limit.with(() -> encoder.embed(loaded(lease, index, encoder))));
    }
  }

  private static Image loaded(RunDatasets.Lease lease, int index, Encoder encoder) {
    return RunImages.load(lease.images(), index, encoder.preprocessing().leastSide());
  }

  private void ofUpload(Context context) throws IOException {
    List<RunNetwork> asked = asked(context);
    UploadedImages decoder = new UploadedImages(limit);
    try (Uploads.Upload upload = uploads.read(context)) {
      answer(
          context,
          asked,
          Json.object(),
          Optional.empty(),
          encoder ->
              decoder.decode(upload.bytes(), encoder.preprocessing().leastSide(), encoder::embed));
    }
  }

  private static RunLayout run(RunNetwork network) {
    return network.run().orElseThrow();
  }

  private static String name(RunNetwork network) {
    return run(network).name() + network.name().suffix();
  }

  private List<RunNetwork> asked(Context context) {
    List<String> names = context.queryParams("run");
    if (names.isEmpty() || names.size() > MOST_RUNS) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "between 1 and " + MOST_RUNS + " runs can be compared at a time");
    }
    return names.stream().map(runs::network).toList();
  }

  private void answer(
      Context context, List<RunNetwork> asked, ObjectNode query, Optional<String> data, Asked image)
      throws IOException {
    int k = Answers.number(context, "k", USUAL_K, 1, MOST_K);
    List<ObjectNode> waiting = new ArrayList<>();
    List<RunVectors> vectors = new ArrayList<>();
    for (RunNetwork network : asked) {
      Optional<RunVectors> ready = ready(network);
      ready.ifPresentOrElse(vectors::add, () -> waiting.add(prepare(network)));
    }
    if (!waiting.isEmpty()) {
      Jobs.waiting(context, waiting);
      return;
    }
    ObjectNode json = Json.object();
    json.set("query", query);
    ArrayNode answers = json.putArray("runs");
    for (int i = 0; i < asked.size(); i++) {
      answers.add(found(asked.get(i), vectors.get(i), k, query, data, image));
    }
    Answers.json(context, json);
  }

  private ObjectNode found(
      RunNetwork network,
      RunVectors vectors,
      int k,
      ObjectNode query,
      Optional<String> data,
      Asked image)
      throws IOException {
    Encoder encoder = vectors.encoder();
    float[] vector = image.embedded(encoder);
    RunLayout run = run(network);
    ObjectNode json = Json.object().put("name", name(network)).put("run", run.name());
    json.put("searched", vectors.size());
    ArrayNode nearest = json.putArray("nearest");
    try (RunDatasets.Lease lease = images.open(run)) {
      boolean own = data.filter(lease.key()::equals).isPresent();
      int without = own ? lease.number(query.path("id").asText()).orElse(-1) : -1;
      for (RunVectors.Found each : vectors.nearest(vector, k, without)) {
        nearest.add(lease.describe(each.index()).put("similarity", each.similarity()));
      }
    }
    return json;
  }

  private synchronized Optional<RunVectors> ready(RunNetwork network) {
    return Optional.ofNullable(known.get(key(network)));
  }

  /** A run trained again under its name has another encoder. */
  private static String key(RunNetwork network) {
    Path folder = run(network).folder();
    return folder + network.name().suffix() + " " + Encoder.savedHash(folder);
  }

  private ObjectNode prepare(RunNetwork network) {
    String key = key(network);
    return jobs.start(
        Jobs.Lane.RUNS,
        "embedding the images of " + name(network),
        progress -> embed(network, key, progress));
  }

  /** The images are opened first, without a download; an untrained network reads some of them. */
  private void embed(RunNetwork network, String key, FeatureProgress progress) {
    try (RunDatasets.Lease lease = images.open(run(network))) {
      Encoder encoder = network.load().encoder();
      RunVectors vectors = RunVectors.of(encoder, lease.images(), progress);
      synchronized (this) {
        known.put(key, vectors);
      }
    }
  }
}
