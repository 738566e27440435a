package org.likeness.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.io.CreatedFolders;
import org.likeness.io.EmptyFolder;
import org.likeness.io.FolderLock;
import org.likeness.io.Json;

/**
 * A run that only this process may write, until it is closed. To read a run, a {@link RunLayout} is
 * enough. The {@link FolderLock} is released when the process ends, even if it is killed.
 */
public final class RunDirectory implements AutoCloseable {
  private final RunLayout layout;
  private final FolderLock lock;
  private final Optional<Object> key;
  private CreatedFolders created = new CreatedFolders(List.of());
  private Optional<String> proposed = Optional.empty();

  private RunDirectory(RunLayout layout, FolderLock lock, Optional<Object> key) {
    this.layout = layout;
    this.lock = lock;
    this.key = key;
  }

  /** Identifies the file of the lock, where the system can. */
  private static Optional<Object> lockKey(Path folder) throws IOException {
    Path file = folder.resolve(FolderLock.NAME);
    return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  /**
   * Creates a run with a new name: {@code 2026-11-25-invaspread}, or with {@code -2}, {@code -3} if
   * that exists.
   *
   * @param runs the folder of all runs, created if missing
   * @param recipe the resolved recipe, as YAML
   */
  public static RunDirectory create(Path runs, LocalDate day, String what, String recipe) {
    String name = day + "-" + what.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    try {
      CreatedFolders missing = CreatedFolders.missing(runs.resolve(name));
      Files.createDirectories(runs);
      Path folder = runs.resolve(name);
      for (int number = 2; !made(folder); number++) {
        folder = runs.resolve(name + "-" + number);
        missing = CreatedFolders.missing(folder);
      }
      return begin(folder, missing, recipe);
    } catch (IOException e) {
      throw RunException.unwritable(runs, e);
    }
  }

  /** False if the folder exists already, also if another process has just created it. */
  private static boolean made(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Creates a run in a given folder.
   *
   * @throws InputException if the folder cannot be that of a new run, see {@link FreeFolder}
   */
  public static RunDirectory create(Path folder, String recipe) {
    FreeFolder.require(folder);
    try {
      CreatedFolders missing = CreatedFolders.missing(folder);
      Files.createDirectories(folder);
      return begin(folder, missing, recipe);
    } catch (IOException e) {
      throw RunException.unwritable(folder, e);
    }
  }

  /**
   * Creates a run in a folder within another run, such as one that fine-tunes its encoder.
   *
   * @throws InputException if the folder contains files, or is a file
   */
  public static RunDirectory createWithin(RunLayout outer, Path folder, String recipe) {
    if (!folder.startsWith(outer.folder()) || folder.equals(outer.folder())) {
      throw new IllegalArgumentException(folder + " must lie in " + outer.folder());
    }
    try {
      EmptyFolder.require(folder);
      CreatedFolders missing = CreatedFolders.missing(folder);
      Files.createDirectories(folder);
      return begin(folder, missing, recipe);
    } catch (IOException e) {
      throw RunException.unwritable(folder, e);
    }
  }

  private static RunDirectory begin(Path folder, CreatedFolders created, String recipe)
      throws IOException {
    RunDirectory run = lock(folder);
    run.created = created;
    try {
      AtomicFile.replace(run.layout.recipe(), recipe); // first: from here on it is a run
      Files.createDirectories(run.layout.checkpoints());
      Files.createDirectories(run.layout.figures());
      return run;
    } catch (IOException e) {
      run.discard();
      throw e;
    }
  }

  /**
   * Opens a run to resume it.
   *
   * @throws InputException if there is none, or another process is using it
   */
  public static RunDirectory open(RunLayout layout) {
    if (!layout.exists()) {
      throw layout.noRun();
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
    FolderLock lock = FolderLock.take(folder, "the run", "name");
    try {
      return new RunDirectory(new RunLayout(folder), lock, lockKey(folder));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  public RunLayout layout() {
    return layout;
  }

  /** The resolved recipe: the proposed one, otherwise the file's. */
  public String recipe() {
    return proposed.orElseGet(this::writtenRecipe);
  }

  /** The recipe in the run's file, also if another one is proposed. */
  public String writtenRecipe() {
    try {
      return Files.readString(layout.recipe());
    } catch (IOException e) {
      throw InputFile.unreadable(layout.recipe(), e);
    }
  }

  /**
   * Sets another resolved recipe to resume with. The file keeps the former one until {@link
   * #acceptRecipe}, so that a resume that fails does not change the run.
   */
  public void proposeRecipe(String yaml) {
    proposed = Optional.of(yaml);
  }

  /**
   * Replaces the recipe by the proposed one, if there is one.
   *
   * @throws RunException if the file cannot be written
   */
  public void acceptRecipe() {
    if (proposed.isEmpty()) {
      return;
    }
    try {
      AtomicFile.replace(layout.recipe(), proposed.get());
      proposed = Optional.empty();
    } catch (IOException e) {
      throw RunException.unwritable(layout.recipe(), e);
    }
  }

  /**
   * Writes {@code environment.json}: the content of {@link Environment#describe}, and what the
   * caller adds.
   */
  public void writeEnvironment(Map<String, ?> more) {
    try {
      AtomicFile.replace(layout.environment(), Json.pretty(Environment.describe(more)));
    } catch (IOException e) {
      throw RunException.unwritable(layout.environment(), e);
    }
  }

  /**
   * Writes {@code data.json} and {@code images.csv}; of a run that has them, only the new paths.
   *
   * @throws RunException if a file cannot be written
   */
  public void writeData(RunData data, Dataset images) {
    try {
      data.write(layout, images);
    } catch (IOException e) {
      throw RunException.unwritable(layout.data(), e);
    }
  }

  /**
   * Checks that the disk has enough free space.
   *
   * @param bytes required by the run
   */
  public void requireSpace(long bytes) {
    try {
      long free = Files.getFileStore(layout.folder()).getUsableSpace();
      if (free < bytes) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the run %s needs %.1f MB for its checkpoints but its disk has %.1f MB free: free some space, or write the run to another disk",
                layout.folder(),
                bytes / 1e6,
                free / 1e6));
      }
    } catch (IOException e) {
      throw RunException.unwritable(layout.folder(), e);
    }
  }

  /**
   * Checks that the folder is still that of this run.
   *
   * @throws RunException if it was deleted, moved or replaced
   */
  public void requirePresent() {
    if (!isPresent()) {
      throw new RunException(
          "the run folder "
              + layout.folder()
              + " was deleted, moved or replaced while it was in use: put it back and resume it, or start a new run");
    }
  }

  /** False if the folder was deleted, moved or replaced. */
  public boolean isPresent() {
    try {
      return layout.exists() && lockKey(layout.folder()).equals(key);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Closes a run that could not start, and removes what was written and the folders that were
   * created for it; a folder with other files is kept.
   *
   * @throws RunException if a file cannot be removed
   */
  public void discard() {
    close();
    try {
      for (Path written :
          List.of(
              layout.recipe(),
              layout.environment(),
              layout.data(),
              layout.images(),
              layout.folder().resolve(FolderLock.NAME),
              layout.checkpoints(),
              layout.figures())) {
        Files.deleteIfExists(written);
      }
      created.delete();
    } catch (IOException e) {
      throw RunException.unwritable(layout.folder(), e);
    }
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw RunException.unwritable(layout.folder(), e);
    }
  }
}
