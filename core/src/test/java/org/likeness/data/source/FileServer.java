package org.likeness.data.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Serves one file on loopback, and can fail in several ways, or ignore Range headers. */
final class FileServer implements AutoCloseable {
  /** What the server does with a request. */
  enum Answer {
    WHOLE,
    /** Half of what is missing, then the connection breaks. */
    HALF,
    /** What is missing of the first half of the file, then silence. */
    STALL,
    /** A byte from time to time. */
    SLOW,
    /** What is missing, then more and more, without a length. */
    ENDLESS,
    /** Nothing, not even headers. */
    SILENT,
    /** What is missing, as a part of a file whose size is beyond a long. */
    HUGE_RANGE,
    MISSING,
    UNAVAILABLE
  }

  private final HttpServer server;
  private final byte[] content;
  private final boolean ranges;
  private final List<Answer> answers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests =
      new CopyOnWriteArrayList<>(); // the Range of each, or "whole"

  /**
   * @param ranges whether Range headers have an effect
   * @param answers one for each request; the last also for all that follow
   */
  FileServer(byte[] content, boolean ranges, Answer... answers) throws IOException {
    this.content = content;
    this.ranges = ranges;
    this.answers = List.of(answers);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url(String name) {
    return "http://"
        + server.getAddress().getAddress().getHostAddress()
        + ":"
        + server.getAddress().getPort()
        + "/"
        + name;
  }

  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      Answer answer;
      synchronized (requests) {
        answer = answers.get(Math.min(requests.size(), answers.size() - 1));
        requests.add(range == null ? "whole" : range);
      }
      int from =
          range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      if (answer == Answer.SILENT) {
        pause(60_000);
      } else if (answer == Answer.MISSING || answer == Answer.UNAVAILABLE) {
        exchange.sendResponseHeaders(answer == Answer.MISSING ? 404 : 503, -1);
      } else if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
      } else {
        if (from > 0) {
          exchange
              .getResponseHeaders()
              .set(
                  "Content-Range",
                  "bytes "
                      + from
                      + "-"
                      + (content.length - 1)
                      + "/"
                      + content.length
                      + (answer == Answer.HUGE_RANGE ? "0".repeat(20) : ""));
        }
        exchange.sendResponseHeaders(
            from > 0 ? 206 : 200, answer == Answer.ENDLESS ? 0 : content.length - from);
        send(answer, exchange.getResponseBody(), from);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Answer answer, OutputStream out, int from)
      throws IOException, InterruptedException {
    int missing = content.length - from;
    switch (answer) {
      case HALF -> send(out, from, missing / 2);
      case STALL -> {
        send(out, from, Math.max(0, content.length / 2 - from));
        pause(60_000);
      }
      case SLOW -> {
        for (int i = from; i < content.length && !pause(5); i++) {
          send(out, i, 1);
        }
      }
      case ENDLESS -> {
        send(out, from, missing);
        while (!pause(0)) {
          send(out, 0, content.length);
        }
      }
      default -> {
        send(out, from, missing);
        out.close();
      }
    }
  }

  private void send(OutputStream out, int from, int count) throws IOException {
    out.write(content, from, count);
    out.flush();
  }

  /** True where the server was closed. */
  private boolean pause(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
