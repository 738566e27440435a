package org.likeness.data.source;

import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.likeness.error.RunException;

/**
 * Requests for the bytes of a file that are still missing ({@code Range}). A server that ignores
 * the range, or has none, is asked for the whole file. Never stores more than the file's size.
 */
final class Transfer {
  private static final long REPORT = 1 << 20;
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  private final RemoteFile file;
  private final Path part;
  private final TimeLimits limits;
  private final DownloadProgress progress;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  /** What makes further attempts useless. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  Transfer(RemoteFile file, Path part, TimeLimits limits, DownloadProgress progress) {
    this.file = file;
    this.part = part;
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * Appends what is missing; cuts {@code out} to nothing first where the server sends the whole.
   *
   * @param out the part of the file that is there, shorter than the file
   * @throws IOException where the server or the way to it fails, which may be different next time
   * @throws RefusedException where the server has no such file, or one of another size
   */
  void run(FileChannel out) throws IOException, RefusedException, InterruptedException {
    long have = out.size();
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = answer(have);
    try (TimedBody body = new TimedBody(response.body(), limits)) {
      long start = start(response, have);
      if (start < 0) {
        out.truncate(0);
        throw new IOException("the server cannot go on after " + have + " bytes");
      }
      requireSize(response, start);
      if (start < have) {
        out.truncate(0);
      }
      copy(body, out);
    }
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer(long have)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(file.home());
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    try {
      return answer.get(limits.answer().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("the server does not answer");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** Where the answer's bytes belong; -1 where they are of no use. */
  private static long start(HttpResponse<?> response, long have)
      throws IOException, RefusedException {
    int status = response.statusCode();
    if (status == 200) {
      return 0;
    }
    if (have > 0 && status == 206) {
      Matcher range = range(response);
      return range.matches() && range.group(1).equals(Long.toString(have)) ? have : -1;
    }
    if (have > 0 && status == 416) {
      return -1;
    }
    String message = "the server answers " + status;
    if (status == 408 || status == 429 || status >= 500) {
      throw new IOException(message);
    }
    throw new RefusedException(message);
  }

  private static Matcher range(HttpResponse<?> response) {
    return RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
  }

  private void requireSize(HttpResponse<?> response, long start) throws RefusedException {
    OptionalLong size = response.headers().firstValueAsLong("Content-Length");
    if (start > 0) {
      Matcher range = range(response);
      size =
          range.matches() && !range.group(2).equals("*")
              ? OptionalLong.of(Long.parseLong(range.group(2)))
              : OptionalLong.empty();
    }
    if (size.isPresent() && size.getAsLong() != file.bytes()) {
      throw new RefusedException(
          "the server's file has " + size.getAsLong() + " bytes, expected " + file.bytes());
    }
  }

  /** Stops at the size of the file: a body that goes on is left, the checksum decides. */
  private void copy(TimedBody body, FileChannel out) throws IOException, InterruptedException {
    long written = out.size();
    long reported = written;
    progress.received(file.name(), written, file.bytes());
    while (written < file.bytes()) {
      List<ByteBuffer> arrived = body.next();
      if (arrived.isEmpty()) {
        throw new EOFException("the server stopped after " + written + " bytes");
      }
      for (ByteBuffer bytes : arrived) {
        written += write(out, bytes, written);
      }
      if (written - reported >= REPORT || written == file.bytes()) {
        progress.received(file.name(), written, file.bytes());
        reported = written;
      }
    }
  }

  private int write(FileChannel out, ByteBuffer bytes, long at) throws ClosedByInterruptException {
    bytes.limit(bytes.position() + (int) Math.min(bytes.remaining(), file.bytes() - at));
    int count = bytes.remaining();
    try {
      for (long position = at; bytes.hasRemaining(); ) {
        position += out.write(bytes, position);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw RunException.unwritable(part, e);
    }
    return count;
  }
}
