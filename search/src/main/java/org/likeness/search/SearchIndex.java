package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.likeness.error.InputException;
import org.likeness.error.RunException;

/**
 * An index over embedding tables of one encoder, opened for reading. It sees the state that was
 * last complete when it was opened or refreshed, also while another process writes to it.
 *
 * <p>Thread-safe. Memory: 8 bytes a row for the order of rows; the vectors once, at 4 or 2 bytes a
 * value, from the first exact search on; nothing else grows with the number of rows, since Lucene's
 * files are mapped. A query copies rows only where a filter matches few.
 */
public final class SearchIndex implements AutoCloseable {
  private final Path folder;
  private final Directory directory;
  private final ResidentRows resident;
  private volatile Snapshot current;
  private boolean closed;

  private SearchIndex(Path folder, Directory directory, ResidentRows resident, Snapshot current) {
    this.folder = folder;
    this.directory = directory;
    this.resident = resident;
    this.current = current;
  }

  /**
   * Opens an index.
   *
   * @throws InputException if there is none, it is damaged, or a newer version has written it
   */
  public static SearchIndex open(Path folder) {
    return open(folder, false);
  }

  /**
   * As {@link #open(Path)}; exact search keeps two bytes a value in memory if {@code half}, or if
   * the index says so.
   */
  public static SearchIndex open(Path folder, boolean half) {
    requireNonNull(folder, "folder is null");
    if (!java.nio.file.Files.isDirectory(folder)) { // or Lucene would make the folder
      throw IndexFailures.none(folder);
    }
    try {
      Directory directory = new MMapDirectory(folder);
      try {
        DirectoryReader reader = DirectoryReader.open(directory);
        try {
          IndexInfo info = info(folder, reader);
          ResidentRows resident = new ResidentRows(info.dimension(), half || info.half());
          return new SearchIndex(folder, directory, resident, new Snapshot(reader, info, resident));
        } catch (IOException | RuntimeException e) {
          reader.close();
          throw e;
        }
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw IndexFailures.reading(folder, e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Lucene's answer to some damaged files
      throw IndexFailures.damaged(folder, String.valueOf(e.getMessage()), e);
    }
  }

  private static IndexInfo info(Path folder, DirectoryReader reader) throws IOException {
    IndexInfo info = IndexJson.parse(folder, reader.getIndexCommit().getUserData());
    if (info.rows() != reader.numDocs()) {
      throw IndexFailures.damaged(
          folder, "it has " + reader.numDocs() + " rows but should have " + info.rows());
    }
    return info;
  }

  /** Whether exact search keeps two bytes a value. */
  boolean keepsHalf() {
    return resident.isHalf();
  }

  /** The folder of the index. */
  public Path folder() {
    return folder;
  }

  /** What the index says about itself. */
  public IndexInfo info() {
    return current.info();
  }

  /**
   * The rows most similar to a vector, the most similar first; of equal ones the lower number comes
   * first. Fewer than k if fewer rows match the filter.
   *
   * @param vector {@code [d]}, of any length
   * @throws InputException if k is larger than the number of rows, or the index is damaged
   * @throws IllegalArgumentException if the vector has another dimension, or values that are not
   *     finite
   */
  public List<Hit> search(float[] vector, Query query) {
    IndexInfo about = info();
    if (vector.length != about.dimension()) {
      throw new IllegalArgumentException(
          "the vector must have %d values but has %d; is it another encoder's?"
              .formatted(about.dimension(), vector.length));
    }
    float[] unit = UnitVectors.of(vector);
    return with(
        snapshot -> {
          if (query.k() > snapshot.size()) {
            throw new InputException(
                "k must be in [1, %d], the rows of the index, but is %d"
                    .formatted(snapshot.size(), query.k()));
          }
          boolean exact = query.exact() || snapshot.info().mode() == IndexMode.EXACT;
          return snapshot.search(unit, query.k(), query.filter(), exact);
        });
  }

  /**
   * The row of an image.
   *
   * @param id of the image, or {@code table:id}
   * @throws InputException if images of several tables have the id
   */
  public Optional<IndexRow> row(String id) {
    return with(
        snapshot -> {
          List<IndexRow> found = snapshot.withId(id, 2);
          if (found.size() > 1) {
            throw new InputException(
                "there are several images %s: name its table too, as %s:%s"
                    .formatted(id, found.get(0).table(), id));
          }
          int colon = id.indexOf(':');
          if (found.isEmpty() && colon > 0) {
            String table = id.substring(0, colon);
            return snapshot.withId(id.substring(colon + 1), Integer.MAX_VALUE).stream()
                .filter(row -> row.table().equals(table))
                .findFirst();
          }
          return found.stream().findFirst();
        });
  }

  /**
   * A row by its number.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public IndexRow row(int number) {
    return with(snapshot -> snapshot.row(number));
  }

  /** The unit vector of a row, {@code [d]}. */
  public float[] vector(IndexRow row) {
    return with(snapshot -> snapshot.vector(row.number()));
  }

  /** Some of the rows that match, by rising number. */
  public List<IndexRow> rows(Filter filter, int from, int count) {
    if (from < 0 || count < 0) {
      throw new IllegalArgumentException(
          "from and count must not be negative but are " + from + " and " + count);
    }
    return with(snapshot -> snapshot.matching(filter, from, count));
  }

  /** How many rows match. */
  public int count(Filter filter) {
    return with(snapshot -> snapshot.count(filter));
  }

  /** The columns that filters may name. */
  public List<String> columns() {
    return with(snapshot -> Columns.names(snapshot.reader()));
  }

  /**
   * Values of a column with the number of rows that have them, the most frequent first, at most
   * 1,000. For {@code path} the folders of the first level, as {@code folder/*}.
   */
  public Map<String, Integer> values(String column) {
    return with(snapshot -> Columns.values(snapshot, column));
  }

  /**
   * Takes the newest state of the index. Numbers of rows may change by it.
   *
   * @return true if there was a newer one
   * @throws InputException if it is damaged, or of another version
   */
  public synchronized boolean refresh() {
    requireOpen();
    try {
      Snapshot old = current;
      DirectoryReader reader = DirectoryReader.openIfChanged(old.reader());
      if (reader == null) {
        return false;
      }
      try {
        current = new Snapshot(reader, info(folder, reader), resident);
      } catch (IOException | RuntimeException e) {
        reader.close();
        throw e;
      }
      old.reader().decRef(); // queries that began on it hold it
      return true;
    } catch (IOException e) {
      throw IndexFailures.reading(folder, e);
    }
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the index " + folder + " is closed");
    }
  }

  /** Runs a task on the present snapshot, whose files and vectors stay as long as it runs. */
  private <T> T with(Task<T> task) {
    Snapshot snapshot = current;
    while (!snapshot.reader().tryIncRef()) {
      requireOpen();
      snapshot = current; // refreshed meanwhile
    }
    try {
      return task.on(snapshot);
    } catch (IOException e) {
      throw IndexFailures.reading(folder, e);
    } finally {
      release(snapshot.reader());
    }
  }

  private void release(DirectoryReader reader) {
    try {
      reader.decRef();
    } catch (IOException e) {
      throw new RunException("the index " + folder + " cannot be closed: " + e.getMessage(), e);
    }
  }

  /** Segments whose vectors are in memory. */
  int residentSegments() {
    return resident.loaded();
  }

  /** Segments of the present state. */
  int segments() {
    return current.reader().leaves().size();
  }

  private interface Task<T> {
    T on(Snapshot snapshot) throws IOException;
  }

  /** Frees the vectors once no query is running. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    release(current.reader());
    resident.close();
    try {
      directory.close();
    } catch (IOException e) {
      throw new RunException("the index " + folder + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
