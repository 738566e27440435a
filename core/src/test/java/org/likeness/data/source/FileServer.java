package org.likeness.data.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves one file on loopback, and can break off, refuse, or ignore Range. */
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final byte[] content;
  private final boolean ranges;
  private final AtomicInteger breaks;
  private final int status;
  private final List<String> requests =
      new CopyOnWriteArrayList<>(); // the Range of each, or "whole"

  /**
   * @param ranges whether Range is heeded
   * @param breaks how many answers stop half way
   * @param status of answers that give nothing; 0 where the file is given
   */
  FileServer(byte[] content, boolean ranges, int breaks, int status) throws IOException {
    this.content = content;
    this.ranges = ranges;
    this.breaks = new AtomicInteger(breaks);
    this.status = status;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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
      requests.add(range == null ? "whole" : range);
      int from =
          range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
      } else if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
      } else {
        if (from > 0) {
          exchange
              .getResponseHeaders()
              .set(
                  "Content-Range",
                  "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        send(exchange, from);
      }
    }
  }

  private void send(HttpExchange exchange, int from) throws IOException {
    boolean cut = breaks.getAndDecrement() > 0;
    int count = cut ? (content.length - from) / 2 : content.length - from;
    OutputStream out = exchange.getResponseBody();
    out.write(content, from, count);
    out.flush();
    if (!cut) {
      out.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
