package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableImage;
import org.likeness.table.TableInfo;

/**
 * Writes an index: adds what is new in embedding tables, takes out what they have no longer, and
 * measures. Nothing is seen by readers before {@link #commit}, which is atomic: after a kill at any
 * moment the index is as it was, or as committed. One process at a time may write. Not thread-safe.
 *
 * <p>Memory: the list of a table's images, rows that are not yet on the disk, up to some 256 MB,
 * and while it measures the vectors of all rows.
 */
public final class SearchIndexWriter implements AutoCloseable {
  private static final int MOST_HELD_OUT = 100;
  private static final int HELD_OUT_SHARE = 10;
  private static final int MEASURING_QUERIES = 100;
  private static final double MEASURE_AGAIN = 0.1;
  private static final int PROGRESS_ROWS = 500;

  private final OpenIndex index;
  private final IndexOptions options;
  private final IndexTables tables;
  private final List<RowDocument> heldOut = new ArrayList<>();
  private Optional<IndexInfo> kind;
  private Optional<String> encoder;
  private boolean changed;
  private boolean failed;

  private SearchIndexWriter(OpenIndex index, IndexOptions options) {
    this.index = index;
    this.options = options;
    this.kind = index.before();
    this.encoder = kind.flatMap(IndexInfo::encoder);
    this.tables = new IndexTables(kind.map(IndexInfo::tables).orElse(List.of()));
  }

  /**
   * Opens an index for writing; a folder that is missing or empty becomes a new one. All files of
   * an index are read and compared with their checksums. A folder that was missing is removed again
   * where nothing is committed.
   *
   * @throws InputException if the folder has other files, another process writes to the index, it
   *     is damaged, or a newer version has written it
   * @throws org.likeness.error.RunException if it cannot be written
   */
  public static SearchIndexWriter open(Path folder, IndexOptions options) {
    requireNonNull(options, "options is null");
    try {
      return new SearchIndexWriter(OpenIndex.open(folder, options), options);
    } catch (IOException e) {
      throw IndexFailures.writing(folder, e);
    }
  }

  /**
   * What the index said when it was opened or last committed, of a new one what its first table
   * decided; empty before that.
   */
  public Optional<IndexInfo> info() {
    return kind;
  }

  /** Rows that the index has, or will have once it is committed. */
  public int rows() {
    return tables.withRows().stream().mapToInt(IndexedTable::rows).sum();
  }

  /** Notes where the encoder of the rows is, for those who search later. */
  public void encoderIs(Path fileOrRun) {
    Optional<String> now = Optional.of(fileOrRun.toAbsolutePath().normalize().toString());
    changed |= !now.equals(encoder);
    encoder = now;
  }

  /**
   * Makes the rows of a table in the index those of its folder: adds what is new, writes anew what
   * has changed, takes out what is gone. A table is known by its folder, or by its name where its
   * folder of then is gone.
   *
   * @param folder of an embedding table
   * @param progress of the rows that are written
   * @throws InputException if it is no table, or of another encoder, kind of features or
   *     preprocessing than the rows of the index, or has values that are not finite
   * @throws CancellationException if {@code progress} cancels it; close the writer then, as after
   *     any other failure
   */
  public Changes add(Path folder, FeatureProgress progress) {
    EmbeddingTable table = EmbeddingTable.open(folder);
    IndexInfo there = kind.orElseGet(() -> empty(table.info()));
    requireSameKind(there, folder, table.info());
    table.info().encoder().map(Path::of).filter(Files::exists).ifPresent(this::encoderIs);
    return writing(
        () -> {
          Path absolute = folder.toRealPath();
          Optional<IndexedTable> known = tables.known(absolute);
          IndexedTable entry = known.orElseGet(() -> tables.fresh(absolute));
          TableRows rows = new TableRows(table, folder.toString());
          TableDifference difference = difference(table, rows, known);
          write(table, rows, entry.number(), difference, progress);
          IndexedTable now =
              new IndexedTable(
                  entry.number(),
                  entry.name(),
                  absolute.toString(),
                  IndexTables.dataOf(table.info(), known),
                  table.size());
          changed |= difference.any() || !Optional.of(now).equals(known);
          tables.put(now);
          kind = Optional.of(there);
          return difference.changes();
        });
  }

  private TableDifference difference(
      EmbeddingTable table, TableRows rows, Optional<IndexedTable> known) throws IOException {
    if (known.isEmpty()) {
      return TableDifference.allNew(table);
    }
    addHeldOut(); // or those of this table would be new again
    try (DirectoryReader reader = DirectoryReader.open(index.writer())) {
      return TableDifference.of(table, rows, known.get().number(), reader);
    }
  }

  private IndexInfo empty(TableInfo table) {
    return new IndexInfo(
        table.encoderHash(),
        table.features(),
        table.preprocessing(),
        table.shape().dimension(),
        options.half(),
        IndexMode.EXACT,
        Measured.NOTHING,
        List.of(),
        encoder);
  }

  private void requireSameKind(IndexInfo there, Path table, TableInfo asked) {
    if (!there.encoderHash().equals(asked.encoderHash())) {
      throw new InputException(
          "%s is of another encoder (hash %.16s) than the index %s (hash %.16s), whose vectors cannot be compared: embed the data with the encoder of the index, or choose another folder"
              .formatted(table, asked.encoderHash(), index.folder(), there.encoderHash()));
    }
    if (there.features() != asked.features()) {
      throw new InputException(
          "%s has %s but the index %s has %s, which cannot be compared: choose another folder"
              .formatted(
                  table, asked.features().phrase(), index.folder(), there.features().phrase()));
    }
    if (there.dimension() != asked.shape().dimension()
        || !there.preprocessing().equals(asked.preprocessing())) {
      throw new InputException(
          "%s was made with another preprocessing than the index %s: choose another folder"
              .formatted(table, index.folder()));
    }
  }

  private void write(
      EmbeddingTable table,
      TableRows rows,
      int number,
      TableDifference difference,
      FeatureProgress progress)
      throws IOException {
    IndexWriter writer = index.writer();
    for (String id : difference.gone()) {
      writer.deleteDocuments(RowDocument.key(number, id));
    }
    int adding = difference.added().cardinality();
    int total = adding + difference.changed().cardinality();
    int held = Math.min(MOST_HELD_OUT, adding / HELD_OUT_SHARE);
    int[] added = {0};
    int[] done = {0};
    RowAdder adder = new RowAdder(writer, index.threads(), options.threads());
    try {
      rows.visit(
          row -> difference.added().get(row) || difference.changed().get(row),
          (row, unit) -> {
            RowDocument document = new RowDocument(number, table.images().get(row), unit);
            if (difference.changed().get(row)) {
              writer.updateDocument(document.key(), document.document());
            } else if (isHeldOut(added[0]++, adding, held)) {
              heldOut.add(document);
            } else {
              adder.add(document);
            }
            if (++done[0] % PROGRESS_ROWS == 0 && !progress.proceed(done[0], total)) {
              throw new CancellationException("indexing was cancelled");
            }
          });
      adder.finish();
    } finally {
      adder.await();
    }
    for (int row = 0; row < table.size(); row++) {
      if (difference.moved().get(row)) {
        TableImage image = table.images().get(row);
        long order = Fields.order(number, image.index());
        writer.updateNumericDocValue(RowDocument.key(number, image.id()), Fields.ORDER, order);
      }
    }
    progress.proceed(total, total);
  }

  /** Whether row i of {@code all} is one of {@code some} that are spread evenly. */
  private static boolean isHeldOut(int i, int all, int some) {
    return (long) (i + 1) * some / all > (long) i * some / all;
  }

  /**
   * Takes rows out.
   *
   * @param ids of images, whichever table they are in, or {@code table:id}
   * @return those that no row has
   */
  public List<String> remove(Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return writing(
        () -> {
          List<String> missing = new ArrayList<>();
          addHeldOut();
          try (DirectoryReader reader = DirectoryReader.open(index.writer())) {
            IndexSearcher searcher = new IndexSearcher(reader);
            Set<Term> removed = new HashSet<>();
            for (String id : new LinkedHashSet<>(ids)) {
              if (!takeOut(searcher, id, removed)) {
                missing.add(id);
              }
            }
          }
          return missing;
        });
  }

  /**
   * @param removed keys of the rows that were taken out, which {@code searcher} still sees
   */
  private boolean takeOut(IndexSearcher searcher, String id, Set<Term> removed) throws IOException {
    boolean any = false;
    for (IndexedTable table : tables.withRows()) {
      any |= takeOut(searcher, table.number(), id, removed);
    }
    if (any) {
      return true;
    }
    for (IndexedTable table : tables.withRows()) {
      String prefix = table.name() + ":";
      any |=
          id.startsWith(prefix)
              && takeOut(searcher, table.number(), id.substring(prefix.length()), removed);
    }
    return any;
  }

  private boolean takeOut(IndexSearcher searcher, int table, String id, Set<Term> removed)
      throws IOException {
    Term key = RowDocument.key(table, id);
    if (searcher.count(new TermQuery(key)) == 0) {
      return false;
    }
    if (removed.add(key)) {
      index.writer().deleteDocuments(key);
      tables.takeOut(table);
      changed = true;
    }
    return true;
  }

  private void addHeldOut() throws IOException {
    for (RowDocument row : heldOut) {
      index.writer().addDocument(row.document());
    }
    heldOut.clear();
  }

  /**
   * Measures exact and approximate search, unless the index is almost as it was when that was done,
   * decides how it answers, and publishes everything at once. Without changes nothing is written.
   *
   * @throws org.likeness.error.RunException if it cannot be written; the index is as it was then
   * @throws InputException if there are no rows, and never were
   */
  public IndexInfo commit() {
    IndexInfo there =
        kind.orElseThrow(
            () ->
                new InputException(
                    index.folder() + " has no rows: name at least one embedding table"));
    if (!changed) {
      return there;
    }
    return writing(
        () -> {
          IndexInfo plain = there.withTables(tables.withRows(), encoder);
          Measured measured = measured(plain);
          addHeldOut();
          boolean fast = measured.exactMillis() < options.exactMillis();
          IndexInfo now =
              plain.withMeasured(fast ? IndexMode.EXACT : IndexMode.APPROXIMATE, measured);
          index.writer().setLiveCommitData(IndexJson.data(now).entrySet());
          index.writer().commit();
          kind = Optional.of(now);
          changed = false;
          return now;
        });
  }

  private Measured measured(IndexInfo now) throws IOException {
    Measured last = now.measured();
    int difference = Math.abs(now.rows() - last.rows());
    if (last.queries() > 0 && difference <= MEASURE_AGAIN * last.rows()) {
      return last;
    }
    try (DirectoryReader reader = DirectoryReader.open(index.writer())) {
      Snapshot snapshot = new Snapshot(reader, now, new ResidentRows(now.half()));
      Measurement measurement = new Measurement(snapshot);
      return heldOut.isEmpty()
          ? measurement.ownRows(MEASURING_QUERIES)
          : measurement.heldOut(heldOut.stream().map(RowDocument::unit).toList());
    }
  }

  /**
   * Does something with Lucene's writer, which closes itself when writing fails. After a failure
   * half of a table may be written, so nothing more is.
   */
  private <T> T writing(Writing<T> task) {
    if (failed) {
      throw new IllegalStateException(
          "the writer of the index " + index.folder() + " has failed: close it");
    }
    failed = true;
    try {
      T done = task.done();
      failed = false;
      return done;
    } catch (IOException e) {
      throw IndexFailures.writing(index.folder(), e);
    } catch (AlreadyClosedException e) {
      throw e.getCause() instanceof IOException cause
          ? IndexFailures.writing(index.folder(), cause)
          : e;
    }
  }

  private interface Writing<T> {
    T done() throws IOException;
  }

  /** Drops what was not committed and lets others write. */
  @Override
  public void close() {
    try {
      index.close();
    } catch (IOException e) {
      throw IndexFailures.writing(index.folder(), e);
    }
  }
}
