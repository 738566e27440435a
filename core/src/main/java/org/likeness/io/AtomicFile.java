package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that appears complete or not at all: written under a hidden name in the same folder,
 * forced to the disk, then renamed. The previous file stays until the new one is complete, even if
 * the process is killed.
 */
public final class AtomicFile implements AutoCloseable {
  private static final AtomicLong COUNTER = new AtomicLong();
  private static final Pattern LEFTOVER = Pattern.compile("\\..*\\.\\d+-\\d+\\.part");

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private boolean published;

  /** Starts a file; missing folders are created. */
  public AtomicFile(Path file) throws IOException {
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

  /** Replaces a file with text in UTF-8. */
  public static void replace(Path file, String text) throws IOException {
    replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces a file with {@code bytes}. */
  public static void replace(Path file, byte[] bytes) throws IOException {
    try (AtomicFile out = new AtomicFile(file)) {
      out.write(ByteBuffer.wrap(bytes));
      out.publish();
    }
  }

  /**
   * Publishes a complete file, or a folder of complete files, under its name: everything is forced
   * to the disk, then renamed. A file of that name is replaced; a folder of that name must not
   * exist.
   */
  public static void move(Path complete, Path target) throws IOException {
    force(complete);
    rename(complete, target);
  }

  /**
   * Removes unpublished files that killed processes left; only for the process that writes to
   * {@code folder}.
   */
  public static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(folder, AtomicFile::isLeftover)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /** True for the name of a file that is not published. */
  static boolean isLeftover(Path file) {
    return LEFTOVER.matcher(file.getFileName().toString()).matches();
  }

  /** Appends the remaining {@code bytes}. */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Publishes the file under its name. */
  public void publish() throws IOException {
    channel.force(true);
    channel.close();
    rename(part, target);
    published = true;
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
    Path folder = to.toAbsolutePath().getParent();
    if (folder != null) {
      forceFolder(folder);
    }
  }

  private static void force(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      List<Path> entries;
      try (Stream<Path> list = Files.list(path)) {
        entries = list.toList();
      }
      for (Path entry : entries) {
        force(entry);
      }
      forceFolder(path);
    } else {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    }
  }

  /** Makes new names survive a power failure; skipped on systems that cannot open a folder. */
  private static void forceFolder(Path folder) {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(AtomicFile.class)
          .debug("{} cannot be forced to the disk: {}", folder, e.toString());
    }
  }

  /** Removes the file if it was not published. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!published) {
      Files.deleteIfExists(part);
    }
  }
}
