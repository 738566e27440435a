package org.likeness.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.likeness.io.FolderLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of embedding tables that can be computed again. Together they take no more than a given
 * number of bytes: those that were not used for the longest time are removed.
 */
public final class TableFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TableFolder.class);

  private final Path folder;
  private final long most;
  private final Set<Path> used = new HashSet<>();

  /**
   * A folder, which need not exist.
   *
   * @param most bytes that all tables may take
   */
  public TableFolder(Path folder, long most) {
    this.folder = requireNonNull(folder, "folder is null");
    this.most = most;
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** The folder of one table. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  /**
   * The tables that are there under a name, or under one that goes on with {@code @}, ordered by
   * name.
   */
  public List<Path> tables(String name) {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .filter(Files::isDirectory)
          .filter(table -> isOf(name, table.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // there is no table yet
    }
  }

  private static boolean isOf(String name, String table) {
    return table.equals(name) || table.startsWith(name + "@");
  }

  /** Whether a table of this size may be kept beside those in use. */
  public boolean holds(long bytes) {
    return used.stream().mapToLong(TableFolder::size).sum() + bytes <= most;
  }

  /** Notes that a table is in use now, and removes others if all take too many bytes. */
  public void use(Path table) {
    used.add(table);
    try {
      Files.setLastModifiedTime(table.resolve(EmbeddingTable.INFO), FileTime.from(Instant.now()));
      removeOldest();
    } catch (IOException e) {
      LOG.debug("the tables in {} cannot be tidied: {}", folder, e.toString());
    }
  }

  private void removeOldest() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder)) {
      folders.filter(Files::isDirectory).forEach(all::add);
    }
    long total = all.stream().mapToLong(TableFolder::size).sum();
    all.removeAll(used);
    all.sort(Comparator.comparing(TableFolder::changed));
    for (Path table : all) {
      if (total <= most) {
        return;
      }
      long bytes = size(table);
      if (remove(table)) {
        total -= bytes;
      }
    }
  }

  private static long size(Path table) {
    long bytes = 0;
    for (Path file : files(table)) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        LOG.debug("{} was removed meanwhile", file);
      }
    }
    return bytes;
  }

  /** When it was last used; those that are not complete come first. */
  private static FileTime changed(Path table) {
    try {
      return Files.getLastModifiedTime(table.resolve(EmbeddingTable.INFO));
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** False if another process uses it. */
  private static boolean remove(Path table) throws IOException {
    Optional<FolderLock> lock = FolderLock.tryTake(table);
    if (lock.isEmpty()) {
      return false;
    }
    try (FolderLock held = lock.get()) {
      clear(table);
    }
    return true;
  }

  /** Removes the files of a table; what marks it as complete or begun comes first. */
  static void clear(Path table) throws IOException {
    Files.deleteIfExists(new TableFiles(table).next(EmbeddingTable.INFO));
    Files.deleteIfExists(table.resolve(EmbeddingTable.INFO));
    TableProgress.delete(table);
    for (Path file : files(table)) {
      if (!file.getFileName().toString().equals(FolderLock.NAME)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static List<Path> files(Path table) {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      return List.of(); // removed meanwhile
    }
  }
}
