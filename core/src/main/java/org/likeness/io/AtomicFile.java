package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.likeness.error.RunException;

/**
 * A file that appears whole or not at all: written beside its place under a hidden name, forced to
 * the disk, then renamed. What stood there before stays until the new one is complete, also when
 * the process is killed.
 */
final class AtomicFile implements AutoCloseable {
  private static final AtomicLong COUNTER = new AtomicLong();

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private boolean published;

  AtomicFile(Path file) throws IOException {
    target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null) {
      throw new IOException(file + " is not a file");
    }
    Files.createDirectories(folder);
    String unique = ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
    part = folder.resolve("." + target.getFileName() + "." + unique + ".part");
    channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Writes all that remains in {@code bytes} after what was written before. */
  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Writes over the beginning. */
  void writeAtStart(ByteBuffer bytes) throws IOException {
    long position = 0;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Puts the file in its place. */
  void publish() throws IOException {
    channel.force(true);
    channel.close();
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
    published = true;
    forceFolder();
  }

  /**
   * Makes the new name survive a power cut; some systems cannot open a folder, and there it is left
   * to them.
   */
  private void forceFolder() {
    Path folder = target.getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(AtomicFile.class)
          .debug("{} cannot be forced to the disk: {}", folder, e.toString());
    }
  }

  static RunException failed(Path file, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new RunException(
        file
            + " cannot be written: "
            + reason
            + " (is the disk full, or the folder closed to you?)",
        e);
  }

  /** Removes what was not published. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!published) {
      Files.deleteIfExists(part);
    }
  }
}
