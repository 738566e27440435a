package org.likeness.server.service;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.features.FeatureKind;
import org.likeness.server.Uploads;

/** {@code POST /v1/embed}: the vectors of images. */
final class EmbedRoute implements Handler {
  private static final List<String> PARAMETERS = List.of("features");

  private final RouteContext shared;
  private final String encoder;

  EmbedRoute(RouteContext shared, String encoder) {
    this.shared = shared;
    this.encoder = encoder;
  }

  @Override
  public void handle(Context context) throws IOException {
    try (Batcher.Places places = shared.batcher().reserve(1);
        Uploads.Upload upload = shared.uploads().read(context)) {
      ServiceRequest request = ServiceRequest.read(context, upload.bytes(), PARAMETERS);
      FeatureKind kind = request.features();
      RouteContext.answer(
          context,
          shared.vectors().of(request.images(), kind, places),
          vectors -> answer(kind, vectors));
    }
  }

  private Map<String, Object> answer(FeatureKind kind, List<float[]> vectors) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("encoder", encoder);
    answer.put("features", kind.label());
    answer.put("dimension", vectors.get(0).length);
    answer.put("vectors", vectors);
    return answer;
  }
}
