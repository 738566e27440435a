package org.likeness.server.service;

import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.likeness.io.Json;
import org.likeness.server.Uploads;

/**
 * What the routes share, and how they answer.
 *
 * @param batcher computes vectors
 * @param uploads reads bodies
 * @param vectors decodes images
 */
record RouteContext(Batcher batcher, Uploads uploads, Vectors vectors) {
  /** Answers in JSON once something is computed; the thread of the request is free meanwhile. */
  static <T> void answer(
      Context context, CompletableFuture<T> future, Function<T, Object> toAnswer) {
    context.future(() -> future.thenAccept(value -> answer(context, toAnswer.apply(value))));
  }

  static void answer(Context context, Object value) {
    context.contentType("application/json").result(Json.line(value));
  }
}
