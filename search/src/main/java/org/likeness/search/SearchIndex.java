package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index over embedding tables of one encoder, opened for reading. It sees the state that was
 * last complete when it was opened or refreshed, also while another process writes to it.
 *
 * <p>Thread-safe. Memory: 8 bytes a row for the order of rows; the vectors once, at 4 or 2 bytes a
 * value, from the first exact search on; Lucene's files are mapped. A query with a filter holds a
 * bit a row, or copies the rows where few match.
 */
public final class SearchIndex implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchIndex.class);

  private final Path folder;
  private final Directory directory;
  private final boolean half;
  private volatile Snapshot current;
  private volatile boolean closed;
  private volatile long refreshed = System.nanoTime();

  private SearchIndex(Path folder, Directory directory, boolean half, Snapshot current) {
    this.folder = folder;
    this.directory = directory;
    this.half = half;
    this.current = current;
  }

  /**
   * Opens an index. The files of one whose vectors take at most 256 MiB are read and compared with
   * their checksums.
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
    return IndexFailures.whileReading(
        folder,
        () -> {
          Directory directory = new MMapDirectory(folder);
          try {
            DirectoryReader reader = DirectoryReader.open(directory);
            Snapshot first = snapshot(folder, reader, half, Optional.empty());
            return new SearchIndex(folder, directory, half, first);
          } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
          }
        });
  }

  /**
   * Of a reader, which is closed where it is of no use.
   *
   * @param old whose vectors stay in memory where they are of the same type
   */
  private static Snapshot snapshot(
      Path folder, DirectoryReader reader, boolean half, Optional<Snapshot> old)
      throws IOException {
    try {
      IndexInfo info = info(folder, reader);
      if (old.isEmpty() && Checksums.areCheap(reader, info.dimension())) {
        Checksums.require(reader);
      }
      boolean two = half || info.half();
      ResidentRows resident =
          old.map(Snapshot::resident)
              .filter(there -> there.isHalf() == two)
              .orElseGet(() -> new ResidentRows(two));
      return new Snapshot(reader, info, resident);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
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
    return current.resident().isHalf();
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
   * The present state, for several questions whose answers must belong together; to be closed.
   *
   * @throws IllegalStateException if the index is closed
   */
  public IndexView view() {
    requireOpen();
    Snapshot snapshot = current;
    while (!snapshot.reader().tryIncRef()) { // refreshed or closed meanwhile
      requireOpen();
      snapshot = current;
    }
    return new IndexView(folder, snapshot);
  }

  private <T> T with(Function<IndexView, T> question) {
    try (IndexView view = view()) {
      return question.apply(view);
    }
  }

  /** As {@link IndexView#search}, in the present state. */
  public List<Hit> search(float[] vector, Query query) {
    return with(view -> view.search(vector, query));
  }

  /**
   * The rows most similar to a row, without the row itself.
   *
   * @param id of its image, or {@code table:id}
   * @throws InputException if there is no such row, or several, or k is larger than the number of
   *     rows
   */
  public List<Hit> like(String id, Query query) {
    return with(
        view ->
            view.like(
                view.row(id)
                    .orElseThrow(
                        () -> new InputException("there is no image " + id + " in " + folder)),
                query));
  }

  /** As {@link IndexView#row(String)}, in the present state. */
  public Optional<IndexRow> row(String id) {
    return with(view -> view.row(id));
  }

  /** As {@link IndexView#row(int)}, in the present state. */
  public IndexRow row(int number) {
    return with(view -> view.row(number));
  }

  /** As {@link IndexView#vector}, in the present state. */
  public float[] vector(IndexRow row) {
    return with(view -> view.vector(row));
  }

  /** As {@link IndexView#rows}, in the present state. */
  public List<IndexRow> rows(Filter filter, int from, int count) {
    return with(view -> view.rows(filter, from, count));
  }

  /** As {@link IndexView#count}, in the present state. */
  public int count(Filter filter) {
    return with(view -> view.count(filter));
  }

  /** As {@link IndexView#columns}, in the present state. */
  public List<String> columns() {
    return with(IndexView::columns);
  }

  /** As {@link IndexView#values}, in the present state. */
  public Map<String, Integer> values(String column) {
    return with(view -> view.values(column));
  }

  /**
   * Takes the newest state of the index. Numbers of rows may change by it, and where the index was
   * made anew also its encoder and dimension: see {@link #info}.
   *
   * @return true if there was a newer one
   * @throws InputException if it is damaged, or of another version
   */
  public synchronized boolean refresh() {
    requireOpen();
    refreshed = System.nanoTime(); // also if it fails: the next attempt is later
    return IndexFailures.whileReading(
        folder,
        () -> {
          Snapshot old = current;
          if (Snapshot.version(SegmentInfos.readLatestCommit(directory)).equals(old.version())) {
            return false;
          }
          current = snapshot(folder, newest(old.reader()), half, Optional.of(old));
          old.reader().decRef(); // queries that began on it hold it
          return true;
        });
  }

  /** Of the last commit; what an older reader has of it is not read again. */
  private DirectoryReader newest(DirectoryReader old) throws IOException {
    try {
      DirectoryReader reader = DirectoryReader.openIfChanged(old);
      if (reader != null) {
        return reader;
      }
    } catch (IllegalStateException e) { // made anew, with segments of the same names
      LOG.debug("the index {} was made anew", folder, e);
    }
    return DirectoryReader.open(directory);
  }

  /**
   * As {@link #refresh()}, unless the index was opened or refreshed less than {@code least} ago.
   * For servers, which call it with each request.
   */
  public boolean refresh(Duration least) {
    if (System.nanoTime() - refreshed < least.toNanos()) {
      return false;
    }
    synchronized (this) {
      return System.nanoTime() - refreshed >= least.toNanos() && refresh();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the index " + folder + " is closed");
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
    return current.resident().loaded();
  }

  /** Segments of the present state. */
  int segments() {
    return current.reader().leaves().size();
  }

  /** Frees the vectors once no query is running. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    release(current.reader());
    try {
      directory.close();
    } catch (IOException e) {
      throw new RunException("the index " + folder + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
