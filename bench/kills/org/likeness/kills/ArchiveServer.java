package org.likeness.kills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.likeness.io.Digests;

/** Serves an archive of random bytes on loopback, in about a second and a half; answers Range requests. */
final class ArchiveServer implements AutoCloseable {
  private static final int FILE = 4 << 20;
  private static final int PIECE = 1 << 16;
  private static final int PAUSE_MILLIS = 10;

  private final byte[] archive;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ArchiveServer() throws IOException {
    archive = archive();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/killed.tar.gz";
  }

  int bytes() {
    return archive.length;
  }

  String md5() {
    MessageDigest digest = Digests.of("MD5");
    digest.update(archive);
    return Digests.hex(digest);
  }

  private static byte[] archive() throws IOException {
    Random random = new Random(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (String name : new String[] {"first.bin", "second.bin"}) {
        byte[] content = new byte[FILE];
        random.nextBytes(content);
        TarArchiveEntry entry = new TarArchiveEntry("files/" + name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes " + from + "-" + (archive.length - 1) + "/" + archive.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, archive.length - from);
      OutputStream out = exchange.getResponseBody();
      for (int at = from; at < archive.length; at += PIECE) {
        out.write(archive, at, Math.min(PIECE, archive.length - at));
        out.flush();
        Thread.sleep(PAUSE_MILLIS);
      }
      out.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
