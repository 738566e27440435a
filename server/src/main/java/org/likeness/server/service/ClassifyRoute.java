package org.likeness.server.service;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.classifier.Answer;
import org.likeness.classify.Explanation;
import org.likeness.classify.Reason;
import org.likeness.server.Refusal;
import org.likeness.server.Uploads;

/** {@code POST /v1/classify}: the most probable classes of images. */
final class ClassifyRoute implements Handler {
  private static final List<String> PARAMETERS = List.of("k");
  private static final int USUAL = 5;

  private final RouteContext shared;
  private final Optional<ImageClasses> classes;

  ClassifyRoute(RouteContext shared, Optional<ImageClasses> classes) {
    this.shared = shared;
    this.classes = classes;
  }

  @Override
  public void handle(Context context) throws IOException {
    ImageClasses known =
        classes.orElseThrow(
            () ->
                new Refusal(
                    Refusal.NOT_FOUND,
                    "this server has no classifier: its run has no classifier.safetensors, which `./likeness evaluate linear` writes, and no --table names labelled images"));
    try (Batcher.Places places = shared.batcher().reserve(1);
        Uploads.Upload upload = shared.uploads().read(context)) {
      ServiceRequest request = ServiceRequest.read(context, upload.bytes(), PARAMETERS);
      int k = request.count("k", USUAL, known.classes(), "the classes");
      RouteContext.answer(
          context,
          shared.vectors().of(request.images(), known.features(), places),
          vectors -> answer(known, vectors, k));
    }
  }

  private static Map<String, Object> answer(ImageClasses known, List<float[]> vectors, int k) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("encoder", known.encoder());
    answer.put("origin", known.origin());
    answer.put(
        "images",
        vectors.stream().map(vector -> described(known.rule().explain(vector, k))).toList());
    return answer;
  }

  private static Map<String, Object> described(Explanation explanation) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("classes", explanation.answers().stream().map(ClassifyRoute::described).toList());
    described.put("nearest", explanation.reasons().stream().map(ClassifyRoute::described).toList());
    return described;
  }

  private static Map<String, Object> described(Answer answer) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("label", answer.label());
    described.put("name", answer.name());
    described.put("probability", answer.probability());
    return described;
  }

  private static Map<String, Object> described(Reason reason) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("id", reason.id());
    described.put("label", reason.label());
    described.put("similarity", reason.similarity());
    return described;
  }
}
