package org.likeness.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads one file into a folder: to {@code NAME.part}, continuing where an earlier attempt
 * stopped if the server can ({@code Range}), then the checksum, and only then the name proper. What
 * stands under the name proper is therefore whole. Two downloads of one file at the same time are
 * prevented by {@link NamedFiles}.
 */
final class Download {
  private static final Logger log = LoggerFactory.getLogger(Download.class);
  private static final int ATTEMPTS = 10; // as long as each brings something
  private static final long REPORT = 1 << 20;

  private final RemoteFile file;
  private final Path folder;
  private final String advice;
  private final DownloadProgress progress;
  private final ToLongFunction<Path> usableSpace;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  /**
   * @param advice what the user can do if the download fails, the end of a sentence
   */
  Download(RemoteFile file, Path folder, String advice, DownloadProgress progress) {
    this(file, folder, advice, progress, path -> path.toFile().getUsableSpace());
  }

  Download(
      RemoteFile file,
      Path folder,
      String advice,
      DownloadProgress progress,
      ToLongFunction<Path> usableSpace) {
    this.file = file;
    this.folder = folder;
    this.advice = advice;
    this.progress = progress;
    this.usableSpace = usableSpace;
  }

  /**
   * The file, downloaded unless it exists.
   *
   * @throws RunException where it cannot be downloaded completely
   */
  Path fetch() {
    Path target = folder.resolve(file.name());
    Path part = folder.resolve(file.name() + ".part");
    try {
      Files.createDirectories(folder);
      if (!Files.exists(target)) {
        receive(part);
        Checksum.require(part, file);
        AtomicFile.move(part, target);
      } else {
        Checksum.require(target, file);
      }
      return target;
    } catch (IOException e) {
      throw new RunException(
          file.home() + " cannot be stored in " + folder + ": " + e.getMessage(), e);
    }
  }

  private void receive(Path part) throws IOException {
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int attempt = 1; ; attempt++) {
        long before = out.size();
        try {
          if (transfer(part, out)) {
            return;
          }
        } catch (IOException e) {
          if (out.size() <= before || attempt >= ATTEMPTS) {
            throw failed(
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                out.size(),
                e);
          }
          log.info(
              "the download of {} was interrupted after {} bytes and continues",
              file.name(),
              out.size());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", Files.size(part), e);
    }
  }

  /** One request; false where it must be made again from the start. */
  private boolean transfer(Path part, FileChannel out) throws IOException, InterruptedException {
    long have = out.size();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(file.home()).timeout(Duration.ofSeconds(60));
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (have > 0
          && status == 416
          && Checksum.of(part, file.algorithm()).equals(file.checksum())) {
        return true; // nothing was missing
      }
      boolean goesOn = have > 0 && status == 206 && begins(response, have);
      if (!goesOn && have > 0 && (status == 206 || status == 416)) {
        out.truncate(0);
        return false;
      }
      if (!goesOn && status != 200) {
        throw failed("the server answers " + status, have, new IOException("status " + status));
      }
      long coming = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      requireSpace(coming);
      if (!goesOn) {
        out.truncate(0); // this server does not resume
      }
      long start = goesOn ? have : 0;
      copy(body, out, start, coming < 0 ? -1 : start + coming);
      return true;
    }
  }

  private static boolean begins(HttpResponse<?> response, long at) {
    return response
        .headers()
        .firstValue("Content-Range")
        .map(range -> range.startsWith("bytes " + at + "-"))
        .orElse(false);
  }

  private void copy(InputStream body, FileChannel out, long have, long total) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long written = have;
    long reported = have;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
      while (bytes.hasRemaining()) {
        written += out.write(bytes, written);
      }
      if (written - reported >= REPORT) {
        progress.received(file.name(), written, total);
        reported = written;
      }
    }
    progress.received(file.name(), written, total);
  }

  private void requireSpace(long coming) {
    long needed = Math.max(0, coming) + file.unpackedBytes();
    long usable = usableSpace.applyAsLong(folder);
    if (usable < needed) {
      throw new RunException(
          "the disk of "
              + folder
              + " has "
              + usable
              + " bytes left, but "
              + file.name()
              + " needs "
              + needed
              + ": free some space, or choose another folder with data.root");
    }
  }

  private RunException failed(String reason, long have, Throwable cause) {
    String kept = have > 0 ? " (" + have + " bytes were received and are kept)" : "";
    return new RunException(
        file.home() + " cannot be downloaded: " + reason + kept + "; try again later, or " + advice,
        cause);
  }
}
