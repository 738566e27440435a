package org.likeness.data.source;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.ToLongFunction;
import org.likeness.error.FileReason;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads one file into a folder: to {@code NAME.part}, continuing where an earlier attempt or
 * process stopped, then the checksum, and only then the name proper. What stands under the name
 * proper is therefore whole. Two downloads of one file at the same time are prevented by {@link
 * NamedFiles}.
 *
 * <p>Ends whatever the server does: each attempt is bounded by {@link TimeLimits} and by the file's
 * size, and the download fails at the first attempt without progress after {@value #RETRIES} in a
 * row.
 */
final class Download {
  private static final Logger log = LoggerFactory.getLogger(Download.class);
  static final int RETRIES = 3;

  private final RemoteFile file;
  private final Path folder;
  private final String advice;
  private final DownloadProgress progress;
  private final ToLongFunction<Path> usableSpace;
  private final TimeLimits limits;

  /**
   * @param advice what the user can do if the download fails, the end of a sentence
   */
  Download(RemoteFile file, Path folder, String advice, DownloadProgress progress) {
    this(
        file, folder, advice, progress, path -> path.toFile().getUsableSpace(), TimeLimits.DEFAULT);
  }

  Download(
      RemoteFile file,
      Path folder,
      String advice,
      DownloadProgress progress,
      ToLongFunction<Path> usableSpace,
      TimeLimits limits) {
    this.file = file;
    this.folder = folder;
    this.advice = advice;
    this.progress = progress;
    this.usableSpace = usableSpace;
    this.limits = limits;
  }

  /** What is received before the file is whole. */
  static Path part(RemoteFile file, Path folder) {
    return folder.resolve(file.name() + ".part");
  }

  /**
   * The file under its name, downloaded unless it exists.
   *
   * @throws RunException where it cannot be downloaded completely
   */
  Path fetch() {
    Path whole = whole();
    Path target = folder.resolve(file.name());
    if (!whole.equals(target)) {
      try {
        AtomicFile.move(whole, target);
      } catch (IOException e) {
        throw RunException.unwritable(target, e);
      }
    }
    return target;
  }

  /**
   * The file, whole and of the right checksum: under its name where it exists, otherwise downloaded
   * and still under the name of its {@link #part}.
   *
   * @throws RunException where it cannot be downloaded completely
   */
  Path whole() {
    Path target = folder.resolve(file.name());
    Path part = part(file, folder);
    try {
      Files.createDirectories(folder);
      if (Files.exists(target)) {
        Checksum.require(target, file);
        return target;
      }
      complete(part);
      return part;
    } catch (ClosedByInterruptException e) {
      throw failed("interrupted", part, e);
    } catch (IOException e) {
      throw new RunException(
          file.home() + " cannot be stored in " + folder + ": " + FileReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", part, e);
    }
  }

  /** A file put together from several answers that is wrong is received once more as a whole. */
  private void complete(Path part) throws IOException, InterruptedException {
    boolean pieced = receive(part);
    if (pieced && Checksum.matches(part, file)) {
      return;
    }
    if (pieced) {
      log.info("the parts of {} do not fit, so it is downloaded again", file.name());
      Files.delete(part);
      receive(part);
    }
    Checksum.require(part, file);
  }

  /** True where more than one answer contributed. */
  private boolean receive(Path part) throws IOException, InterruptedException {
    Transfer transfer = new Transfer(file, part, limits, progress);
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (out.size() > file.bytes()) {
        out.truncate(0);
      }
      requireSpace(out.size());
      boolean pieced = out.size() > 0;
      long most = out.size();
      int fruitless = 0;
      while (out.size() < file.bytes()) {
        try {
          transfer.run(out);
        } catch (ClosedByInterruptException e) {
          throw e;
        } catch (IOException e) {
          fruitless = out.size() >= most + limits.least() ? 0 : fruitless + 1;
          boolean unreachable = e instanceof ConnectException && most == 0;
          if (unreachable || fruitless > RETRIES) {
            throw failed(FileReason.of(e), part, e);
          }
          pieced = true;
          most = Math.max(most, out.size());
          log.info(
              "the download of {} stopped after {} bytes ({}) and goes on",
              file.name(),
              out.size(),
              FileReason.of(e));
          Thread.sleep(limits.pause().toMillis() << fruitless);
        } catch (Transfer.RefusedException e) {
          throw failed(String.valueOf(e.getMessage()), part, e);
        }
      }
      return pieced;
    }
  }

  private void requireSpace(long have) {
    long needed = file.bytes() - have + file.unpackedBytes();
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

  private RunException failed(String reason, Path part, Throwable cause) {
    long have = part.toFile().length();
    String kept = have > 0 ? " (" + have + " bytes were received and are kept)" : "";
    return new RunException(
        file.home() + " cannot be downloaded: " + reason + kept + "; try again later, or " + advice,
        cause);
  }
}
