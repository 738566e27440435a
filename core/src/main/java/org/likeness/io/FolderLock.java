package org.likeness.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
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
  static final long POSITION = Long.MAX_VALUE - 1;

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /**
   * The lock files that this process holds. They must not be opened again: on POSIX systems closing
   * any channel of a file releases the process's lock.
   */
  private static final Set<Path> HELD = new HashSet<>();

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
    if (!hold(file)) {
      throw inUse(what + " " + folder, "this process: close it first", instead);
    }
    return locked(file, false)
        .orElseThrow(
            () ->
                inUse(
                    what + " " + folder, holder(file) + ": wait until that process ends", instead));
  }

  /**
   * Locks a folder that exists, unless it is locked already.
   *
   * @throws IOException as {@link #take}
   */
  public static Optional<FolderLock> tryTake(Path folder) throws IOException {
    Path file = folder.toRealPath().resolve(NAME);
    return hold(file) ? locked(file, false) : Optional.empty();
  }

  /**
   * Locks a folder that exists; waits while another process or another thread has it.
   *
   * @throws IOException as {@link #take}, or if the thread is interrupted
   */
  public static FolderLock await(Path folder) throws IOException {
    Path file = folder.toRealPath().resolve(NAME);
    synchronized (HELD) {
      while (!HELD.add(file)) {
        try {
          HELD.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while waiting for another thread");
        }
      }
    }
    return locked(file, true).orElseThrow();
  }

  /**
   * Whether a process, this one or another, holds the lock of a folder now. The folder need not
   * exist, and nothing is written.
   *
   * @throws IOException if the lock's file cannot be read
   */
  public static boolean isHeld(Path folder) throws IOException {
    try {
      Path file = folder.toRealPath().resolve(NAME);
      synchronized (HELD) { // meanwhile no thread opens the file, which closing it would release
        return HELD.contains(file) || isLocked(file);
      }
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static boolean isLocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(POSITION, 1, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  /** False if this process has the lock. */
  private static boolean hold(Path file) {
    synchronized (HELD) {
      return HELD.add(file);
    }
  }

  private static void release(Path file) {
    synchronized (HELD) {
      HELD.remove(file);
      HELD.notifyAll();
    }
  }

  private static InputException inUse(String what, String holder, String instead) {
    return new InputException(what + " is in use by " + holder + ", or choose another " + instead);
  }

  /** The lock, with this process's number in its file; empty if another process has it. */
  private static Optional<FolderLock> locked(Path file, boolean waits) throws IOException {
    boolean locked = false;
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        FileLock lock = waits ? channel.lock(POSITION, 1, false) : tryLock(channel);
        if (lock == null) {
          return Optional.empty();
        }
        String number = Long.toString(ProcessHandle.current().pid());
        channel.truncate(0).write(ByteBuffer.wrap(number.getBytes(StandardCharsets.US_ASCII)));
        locked = true;
        return Optional.of(new FolderLock(file, channel));
      } finally {
        if (!locked) {
          channel.close();
        }
      }
    } finally {
      if (!locked) {
        release(file);
      }
    }
  }

  /**
   * Waits for {@link #isHeld} of other processes, which locks the file for a moment: for longer
   * where such a process must wait for a processor meanwhile.
   */
  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    long start = System.nanoTime();
    FileLock lock = channel.tryLock(POSITION, 1, false);
    while (lock == null
        && isOnlyLookedAt(channel)
        && System.nanoTime() - start < LONGEST_LOOK.toNanos()) {
      LockSupport.parkNanos(PAUSE.toNanos());
      lock = channel.tryLock(POSITION, 1, false);
    }
    return lock;
  }

  /** Who looks shares the lock with others who look; who holds it does not. */
  private static boolean isOnlyLookedAt(FileChannel channel) throws IOException {
    try (FileLock shared = channel.tryLock(POSITION, 1, true)) {
      return shared != null;
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
      release(file);
    }
  }
}
