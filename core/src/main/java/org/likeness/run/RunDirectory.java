package org.likeness.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;

/**
 * A run that this process alone may write, until it is closed. Who only reads needs no more than a
 * {@link RunLayout}. The lock is the operating system's, so it ends with the process, however that
 * ends.
 */
public final class RunDirectory implements AutoCloseable {
  private final RunLayout layout;
  private final FileChannel channel;
  private final FileLock lock;

  private RunDirectory(RunLayout layout, FileChannel channel, FileLock lock) {
    this.layout = layout;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Begins a run under a name of its own: {@code 2026-11-25-invaspread}, or with {@code -2}, {@code
   * -3} where that is taken.
   *
   * @param runs the folder of all runs, made where it is missing
   * @param recipe the resolved recipe, as YAML
   */
  public static RunDirectory create(Path runs, LocalDate day, String what, String recipe) {
    String name = day + "-" + what.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    try {
      Files.createDirectories(runs);
      Path folder = runs.resolve(name);
      for (int number = 2; !made(folder); number++) {
        folder = runs.resolve(name + "-" + number);
      }
      return begin(folder, recipe);
    } catch (IOException e) {
      throw RunException.unwritable(runs, e);
    }
  }

  /** False where the folder is there already, also when another process was faster. */
  private static boolean made(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Begins a run in a given folder.
   *
   * @throws InputException where a run was begun there already
   */
  public static RunDirectory create(Path folder, String recipe) {
    if (new RunLayout(folder).exists()) {
      throw new InputException(folder + " holds a run already: resume it, or choose another name");
    }
    try {
      Files.createDirectories(folder);
      return begin(folder, recipe);
    } catch (IOException e) {
      throw RunException.unwritable(folder, e);
    }
  }

  private static RunDirectory begin(Path folder, String recipe) throws IOException {
    RunDirectory run = lock(folder);
    try {
      Files.createDirectories(run.layout.checkpoints());
      Files.createDirectories(run.layout.figures());
      AtomicFile.replace(run.layout.recipe(), recipe);
      return run;
    } catch (IOException e) {
      run.close();
      throw e;
    }
  }

  /**
   * Opens a run to go on with it.
   *
   * @throws InputException where there is none, or another process writes it
   */
  public static RunDirectory open(RunLayout layout) {
    if (!layout.exists()) {
      throw new InputException(layout.folder() + " is no run: it has no recipe.yaml");
    }
    try {
      RunDirectory run = lock(layout.folder());
      try {
        AtomicFile.removeLeftovers(layout.folder());
        return run;
      } catch (IOException e) {
        run.close();
        throw e;
      }
    } catch (IOException e) {
      throw RunException.unwritable(layout.folder(), e);
    }
  }

  private static RunDirectory lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // this process has it open already
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new InputException(
          "the run "
              + folder
              + " is in use by another process: wait for its end, or choose another name");
    }
    return new RunDirectory(new RunLayout(folder), channel, lock);
  }

  public RunLayout layout() {
    return layout;
  }

  /** The resolved recipe as it was written. */
  public String recipe() {
    try {
      return Files.readString(layout.recipe());
    } catch (IOException e) {
      throw new InputException(layout.recipe() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Puts another resolved recipe in the place of the one that the run was begun with: what it goes
   * on by is what stands there.
   */
  public void replaceRecipe(String yaml) {
    try {
      AtomicFile.replace(layout.recipe(), yaml);
    } catch (IOException e) {
      throw RunException.unwritable(layout.recipe(), e);
    }
  }

  /**
   * Writes {@code environment.json}: what {@link Environment#describe} knows, and what the caller
   * adds.
   */
  public void writeEnvironment(Map<String, ?> more) {
    try {
      AtomicFile.replace(layout.environment(), Json.pretty(Environment.describe(more)));
    } catch (IOException e) {
      throw RunException.unwritable(layout.environment(), e);
    }
  }

  /**
   * Refuses to begin where the disk has no room.
   *
   * @param bytes that the run will need
   */
  public void requireSpace(long bytes) {
    try {
      long free = Files.getFileStore(layout.folder()).getUsableSpace();
      if (free < bytes) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the run %s needs %.1f MB for its checkpoints and its disk has %.1f MB left: make room, or put the run elsewhere",
                layout.folder(),
                bytes / 1e6,
                free / 1e6));
      }
    } catch (IOException e) {
      throw RunException.unwritable(layout.folder(), e);
    }
  }

  /**
   * Closes a run that could not begin, and removes what {@link #create} made; a folder with
   * anything else in it stays.
   */
  public void discard() {
    close();
    try {
      for (Path made :
          List.of(
              layout.recipe(),
              layout.folder().resolve(".lock"),
              layout.checkpoints(),
              layout.figures(),
              layout.folder())) {
        Files.deleteIfExists(made);
      }
    } catch (DirectoryNotEmptyException e) {
      org.slf4j.LoggerFactory.getLogger(RunDirectory.class)
          .debug("{} is not empty and stays", e.getMessage());
    } catch (IOException e) {
      throw RunException.unwritable(layout.folder(), e);
    }
  }

  /** Lets others write the run. */
  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw RunException.unwritable(layout.folder(), e);
    }
  }
}
