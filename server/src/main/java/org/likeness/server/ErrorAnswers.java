package org.likeness.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors as JSON, {@code {"error": "one sentence"}}, whoever finds them: a handler, the router, or
 * Jetty.
 *
 * <p>An {@link InputException} is the client's mistake, 400. Whatever a handler does not expect is
 * logged and answered by 500 without details.
 */
final class ErrorAnswers extends ErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final String JSON = "application/json";
  private static final int INTERNAL = 500;
  private static final int GONE_AWAY = 499;
  private static final Map<Integer, String> SENTENCES =
      Map.of(
          400, "the request is not valid HTTP",
          404, "there is nothing at this address",
          405, "this address does not know that method",
          408, "the request took too long",
          413, "the request is too large",
          431, "the headers of the request are too large",
          500, "the server failed at this request: its log says why",
          501, "this server does not know that method",
          503, "the server is stopping");

  /** The body of an error. */
  static String body(String sentence) {
    return Json.line(Map.of("error", sentence));
  }

  static String sentence(int status) {
    return SENTENCES.getOrDefault(status, "the request cannot be answered");
  }

  /** Maps what handlers throw. */
  static void register(RoutesConfig routes) {
    routes.exception(Refusal.class, (e, context) -> refuse(context, e));
    routes.exception(
        InputException.class, (e, context) -> answer(context, 400, String.valueOf(e.getMessage())));
    routes.exception(HttpResponseException.class, ErrorAnswers::byRouter);
    routes.exception(Exception.class, ErrorAnswers::unexpected);
  }

  private static void refuse(Context context, Refusal refusal) {
    refusal
        .retryAfter()
        .ifPresent(time -> context.header("Retry-After", Long.toString(time.toSeconds())));
    answer(context, refusal.status(), refusal.getMessage());
  }

  private static void byRouter(HttpResponseException e, Context context) {
    if (e.getStatus() == 405 && e.getDetails().containsKey("availableMethods")) {
      context.header("Allow", String.valueOf(e.getDetails().get("availableMethods")));
    }
    answer(context, e.getStatus(), sentence(e.getStatus()));
  }

  private static void unexpected(Exception e, Context context) {
    if (isHangUp(e)) {
      LOG.debug("a client hung up", e);
      answer(context, GONE_AWAY, "the client hung up");
      return;
    }
    LOG.error("{} {} failed", context.method(), context.path(), e);
    answer(context, INTERNAL, sentence(INTERNAL));
  }

  /** For an error of Java's own, such as no memory. */
  static void error(HttpServletResponse response, Error e) {
    LOG.error("a request failed", e);
    boolean memory = e instanceof OutOfMemoryError;
    int status = memory ? Refusal.UNAVAILABLE : INTERNAL;
    String sentence =
        memory ? "the server has no memory for this request: try again later" : sentence(INTERNAL);
    response.setStatus(status);
    response.setContentType(JSON);
    try {
      response.getOutputStream().write(body(sentence).getBytes(StandardCharsets.UTF_8));
    } catch (IOException | IllegalStateException failed) {
      LOG.debug("the answer cannot be written", failed);
    }
  }

  private static boolean isHangUp(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof EOFException
          || cause instanceof org.eclipse.jetty.io.EofException
          || cause instanceof IOException
              && (message.contains("broken pipe") || message.contains("connection reset"))) {
        return true;
      }
    }
    return false;
  }

  private static void answer(Context context, int status, String sentence) {
    context.status(status).contentType(JSON).header("Cache-Control", "no-store");
    context.result(body(sentence));
  }

  /** Answers in front of the router. */
  static void write(
      Request request, Response response, Callback callback, int status, String sentence) {
    byte[] bytes = body(sentence).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    boolean head = request.getMethod().equals("HEAD");
    response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes), callback);
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected boolean generateAcceptableResponse(
      Request request,
      Response response,
      Callback callback,
      String contentType,
      List<java.nio.charset.Charset> charsets,
      int code,
      @Nullable String message,
      @Nullable Throwable cause) {
    Safety.setHeaders(response.getHeaders());
    write(request, response, callback, code, sentence(code));
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    if (cause != null && code == INTERNAL) {
      LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), cause);
    }
    Safety.setHeaders(response.getHeaders());
    write(request, response, callback, code, sentence(code));
  }
}
