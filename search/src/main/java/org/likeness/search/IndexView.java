package org.likeness.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.error.Suggest;

/**
 * One state of an index, which stays as it is while the index is refreshed, written or closed. For
 * what takes several questions whose answers must belong together, such as the number of a row and
 * then its vector. It holds that state's files and vectors until it is closed, so it should be open
 * for a request, not for hours. Thread-safe.
 */
public final class IndexView implements AutoCloseable {
  private static final int SHOWN = 200; // characters of a filter in a message

  private final Path folder;
  private final Snapshot snapshot;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Of a snapshot that is held; it is released when this is closed. */
  IndexView(Path folder, Snapshot snapshot) {
    this.folder = folder;
    this.snapshot = snapshot;
  }

  /** What the index says about itself. */
  public IndexInfo info() {
    return snapshot.info();
  }

  /**
   * A name of this state that no other has, in this process or another: where two views have the
   * same version, a number is that of the same row.
   */
  public String version() {
    return snapshot.version();
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
    int dimension = info().dimension();
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "the vector must have %d values but has %d; is it another encoder's?"
              .formatted(dimension, vector.length));
    }
    float[] unit = UnitVectors.of(vector);
    requireRows(query.k());
    return read(() -> nearest(unit, query, query.k()));
  }

  private void requireRows(int k) {
    if (snapshot.size() == 0) {
      throw new InputException("the index " + folder + " has no rows");
    }
    if (k > snapshot.size()) {
      throw new InputException(
          "k must be in [1, %d], the rows of the index, but is %d".formatted(snapshot.size(), k));
    }
  }

  private List<Hit> nearest(float[] unit, Query query, int k) throws IOException {
    boolean exact = query.exact() || info().mode() == IndexMode.EXACT;
    return snapshot.search(unit, k, query.filter(), exact);
  }

  /**
   * The rows most similar to a row, without the row itself; otherwise as {@link #search}.
   *
   * @throws InputException if the row is not in this state, or k is larger than the number of rows
   */
  public List<Hit> like(IndexRow row, Query query) {
    requireRows(query.k());
    return read(
        () -> {
          int own = number(row);
          int more = Math.min(query.k() + 1, snapshot.size());
          return nearest(snapshot.vector(own), query, more).stream()
              .filter(hit -> hit.row().number() != own)
              .limit(query.k())
              .toList();
        });
  }

  /**
   * The row of an image.
   *
   * @param id of the image, or {@code table:id}
   * @throws InputException if images of several tables have the id
   */
  public Optional<IndexRow> row(String id) {
    return read(
        () -> {
          List<IndexRow> found = snapshot.withId(id, 2);
          if (found.size() > 1) {
            throw new InputException(
                "there are several images %s: name its table too, as %s:%s"
                    .formatted(id, found.get(0).table(), id));
          }
          int colon = id.indexOf(':');
          return found.isEmpty() && colon > 0
              ? row(id.substring(0, colon), id.substring(colon + 1))
              : found.stream().findFirst();
        });
  }

  private Optional<IndexRow> row(String table, String id) throws IOException {
    return snapshot.withId(id, Integer.MAX_VALUE).stream()
        .filter(row -> row.table().equals(table))
        .findFirst();
  }

  /**
   * An id that may have been meant by one that no row has, where there is one: of an image in a
   * folder for its name alone, else the nearest in letters.
   */
  public Optional<String> nearestId(String id) {
    return read(() -> snapshot.nearestId(id));
  }

  /**
   * A row by its number.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public IndexRow row(int number) {
    return read(() -> snapshot.row(number));
  }

  /**
   * The unit vector of a row, {@code [d]}. A row of another state is found by its table and id.
   *
   * @throws InputException if it is not in this state
   */
  public float[] vector(IndexRow row) {
    return read(() -> snapshot.vector(number(row)));
  }

  /** The number that a row, perhaps of another state, has here. */
  private int number(IndexRow row) throws IOException {
    if (snapshot.has(row)) {
      return row.number();
    }
    return row(row.table(), row.id())
        .map(IndexRow::number)
        .orElseThrow(
            () ->
                new InputException(
                    "the image %s of the table %s is in the index %s no longer"
                        .formatted(row.id(), row.table(), folder)));
  }

  /** Some of the rows that match, by rising number. */
  public List<IndexRow> rows(Filter filter, int from, int count) {
    if (from < 0 || count < 0) {
      throw new IllegalArgumentException(
          "from and count must not be negative but are " + from + " and " + count);
    }
    return read(() -> snapshot.matching(filter, from, count));
  }

  /** How many rows match. */
  public int count(Filter filter) {
    return read(() -> snapshot.count(filter));
  }

  /**
   * Refuses a filter that no row matches.
   *
   * @throws InputException with the value that was perhaps meant: {@code no row of the index has
   *     label=dgo, did you mean label=dog?}
   */
  public void requireMatch(Filter filter) {
    if (!filter.isAll() && count(filter) == 0) {
      throw noRow(unknown(filter).orElse(filter));
    }
  }

  /**
   * Refuses a filter that no row matches since a value of it does not exist, in a column of fewer
   * than 1,000 values: a label, a table or an attribute. Paths, and values with {@code *} or {@code
   * ?}, may match nothing.
   *
   * @throws InputException as {@link #requireMatch}
   */
  public void requireKnownValues(Filter filter) {
    if (info().rows() > 0 && !filter.isAll() && count(filter) == 0) {
      Optional<Filter> unknown = unknown(filter);
      if (unknown.isPresent()) {
        throw noRow(unknown.get());
      }
    }
  }

  /** The conditions about one column, none of whose values exists. */
  private Optional<Filter> unknown(Filter filter) {
    return filter.values().entrySet().stream()
        .filter(asked -> !asked.getKey().equals(Fields.PATH))
        .filter(asked -> asked.getValue().stream().noneMatch(Wildcards::has))
        .map(asked -> Filter.of(asked.getKey(), asked.getValue()))
        .filter(one -> count(one) == 0)
        .findFirst();
  }

  private InputException noRow(Filter filter) {
    String near =
        filter.values().size() > 1
            ? ""
            : filter.values().entrySet().stream()
                .flatMap(asked -> near(asked.getKey(), asked.getValue()).stream())
                .findFirst()
                .map(condition -> ", did you mean " + condition + "?")
                .orElse("");
    String text = filter.toString();
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return new InputException("no row of the index has " + shown + near);
  }

  private Optional<String> near(String column, List<String> asked) {
    Collection<String> known = values(column).keySet();
    return asked.stream()
        .flatMap(value -> Suggest.nearest(value, known).stream())
        .findFirst()
        .map(value -> column + "=" + value);
  }

  /** The columns that filters may name. */
  public List<String> columns() {
    return read(() -> Columns.names(snapshot.reader()));
  }

  /**
   * Values of a column with the number of rows that have them, the most frequent first, at most
   * 1,000. For {@code path} the folders of the first level, as {@code folder/*}.
   */
  public Map<String, Integer> values(String column) {
    return read(() -> Columns.values(snapshot, column));
  }

  private <T> T read(Reading<T> task) {
    if (closed.get()) {
      throw new IllegalStateException("the view of the index " + folder + " is closed");
    }
    try {
      return task.done();
    } catch (IOException e) {
      throw IndexFailures.reading(folder, e);
    }
  }

  private interface Reading<T> {
    T done() throws IOException;
  }

  /** Lets the state go; no question may be running. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      snapshot.reader().decRef();
    } catch (IOException e) {
      throw new RunException("the index " + folder + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
