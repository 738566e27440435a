package org.likeness.server.service;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.classifier.Answer;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.server.Refusal;
import org.likeness.server.Uploads;

/** {@code POST /v1/classify}: the most probable classes of images. */
final class ClassifyRoute implements Handler {
  private static final List<String> PARAMETERS = List.of("k");
  private static final int USUAL = 5;

  private final Parts parts;
  private final Optional<FeatureClassifier> classifier;

  ClassifyRoute(Parts parts, Optional<FeatureClassifier> classifier) {
    this.parts = parts;
    this.classifier = classifier;
  }

  @Override
  public void handle(Context context) throws IOException {
    FeatureClassifier layers =
        classifier.orElseThrow(
            () ->
                new Refusal(
                    Refusal.NOT_FOUND,
                    "this server has no classifier: its run has no classifier.safetensors, which `./likeness evaluate linear` writes"));
    try (Batcher.Places places = parts.batcher().reserve(1);
        Uploads.Upload upload = parts.uploads().read(context)) {
      ServiceRequest request = ServiceRequest.read(context, upload.bytes(), PARAMETERS);
      int k = request.count("k", USUAL, layers.names().size(), "the classes");
      Parts.answer(
          context,
          parts.vectors().of(request.images(), layers.features(), places),
          vectors -> answer(layers, vectors, k));
    }
  }

  private static Map<String, Object> answer(
      FeatureClassifier layers, List<float[]> vectors, int k) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("encoder", layers.encoder());
    answer.put("origin", layers.origin());
    answer.put(
        "images", vectors.stream().map(vector -> classes(layers.answers(vector, k))).toList());
    return answer;
  }

  private static Map<String, Object> classes(List<Answer> answers) {
    return Map.of("classes", answers.stream().map(ClassifyRoute::described).toList());
  }

  private static Map<String, Object> described(Answer answer) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("label", answer.label());
    described.put("name", answer.name());
    described.put("probability", answer.probability());
    return described;
  }
}
