package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.likeness.error.InputException;

/**
 * A folder that only this process may write, until it is closed. The lock is held by the operating
 * system on the file {@code .lock}, so it is released when the process ends, even if it is killed;
 * the file, which contains the number of the process, stays.
 */
public final class FolderLock implements AutoCloseable {
  /** The name of the lock's file. */
  public static final String NAME = ".lock";

  /** Beyond the file's content, since some systems do not let others read what is locked. */
  private static final long POSITION = Long.MAX_VALUE - 1;

  /**
   * The lock files that this process holds. They must not be opened again: on POSIX systems closing
   * any channel of a file releases the process's lock.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a folder that exists.
   *
   * @param what is in the folder, such as {@code the run}, for the message
   * @param instead what to choose another one of, such as {@code name}, for the message
   * @throws InputException if it is locked already; the message has the process that holds it
   * @throws IOException if the folder is missing, or its lock's file cannot be written
   */
  public static FolderLock take(Path folder, String what, String instead) throws IOException {
    Path file = folder.toRealPath().resolve(NAME);
    if (!HELD.add(file)) {
      throw inUse(what + " " + folder, "this process: close it first", instead);
    }
    Optional<FileChannel> locked = Optional.empty();
    try {
      locked = locked(file);
    } finally {
      if (locked.isEmpty()) {
        HELD.remove(file);
      }
    }
    return new FolderLock(
        file, locked.orElseThrow(() -> inUse(
                        what + " " + folder,
                        holder(file) + ": wait until that process ends",
                        instead)));
  }

  private static InputException inUse(String what, String holder, String instead) {
    return new InputException(
        what + " is in use by " + holder + ", or choose another " + instead);
  }

  /** The locked channel with this process's number in its file; empty if another one has it. */
  private static Optional<FileChannel> locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock(POSITION, 1, false) != null;
      if (locked) {
        String number = Long.toString(ProcessHandle.current().pid());
        channel.truncate(0).write(ByteBuffer.wrap(number.getBytes(StandardCharsets.US_ASCII)));
      }
      return locked ? Optional.of(channel) : Optional.empty();
    } catch (IOException e) {
      locked = false;
      throw e;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static String holder(Path file) {
    try {
      String number = Files.readString(file);
      return number.matches("\\d+") ? "process " + number : "another process";
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    try {
      channel.close(); // which releases its lock
    } finally {
      HELD.remove(file);
    }
  }
}
