package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.features.FeatureProgress;
import org.likeness.io.FolderLock;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.TableImage;
import org.likeness.table.TableInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an index: adds what is new in embedding tables, takes out what they have no longer, and
 * measures. Nothing is seen by readers before {@link #commit}, which is atomic: after a kill at any
 * moment the index is as it was, or as committed. One process at a time may write. Not thread-safe.
 *
 * <p>Memory: rows that are not yet on the disk, up to some 256 MB; and while it measures the
 * vectors of all rows.
 */
public final class SearchIndexWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchIndexWriter.class);
  private static final double BUFFER_MEGABYTES = 256;
  private static final int MOST_HELD_OUT = 100;
  private static final int HELD_OUT_SHARE = 10;
  private static final int MEASURING_QUERIES = 100;
  private static final double MEASURE_AGAIN = 0.1;

  private final Path folder;
  private final IndexOptions options;
  private final FolderLock lock;
  private final Directory directory;
  private final IndexWriter writer;
  private final ExecutorService threads;
  private final Map<Integer, IndexedTable> tables = new HashMap<>();
  private final List<RowDocument> heldOut = new ArrayList<>();
  private Optional<IndexInfo> before;
  private Optional<TableInfo> kind = Optional.empty();
  private Optional<String> encoder = Optional.empty();
  private boolean changed;

  private SearchIndexWriter(
      Path folder,
      IndexOptions options,
      FolderLock lock,
      Directory directory,
      IndexWriter writer,
      ExecutorService threads,
      Optional<IndexInfo> before) {
    this.folder = folder;
    this.options = options;
    this.lock = lock;
    this.directory = directory;
    this.writer = writer;
    this.threads = threads;
    this.before = before;
    before.ifPresent(
        info -> {
          encoder = info.encoder();
          info.tables().forEach(table -> tables.put(table.number(), table));
        });
  }

  /**
   * Opens an index for writing; a folder that is missing or empty becomes a new one.
   *
   * @throws InputException if the folder has other files, another process writes to the index, it
   *     is damaged, or a newer version has written it
   * @throws org.likeness.error.RunException if it cannot be written
   */
  public static SearchIndexWriter open(Path folder, IndexOptions options) {
    requireNonNull(options, "options is null");
    try {
      requireIndexOrEmpty(folder);
      Files.createDirectories(folder);
      FolderLock lock = FolderLock.take(folder, "the index", "folder");
      try {
        return open(folder, options, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw IndexFailures.writing(folder, e);
    }
  }

  private static SearchIndexWriter open(Path folder, IndexOptions options, FolderLock lock)
      throws IOException {
    Directory directory = new MMapDirectory(folder);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            options.threads(),
            task -> {
              Thread thread = new Thread(task, "likeness-index");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Optional<IndexInfo> before =
          DirectoryReader.indexExists(directory)
              ? Optional.of(
                  IndexJson.parse(folder, SegmentInfos.readLatestCommit(directory).getUserData()))
              : Optional.empty();
      IndexWriter writer = new IndexWriter(directory, configuration(options, threads));
      return new SearchIndexWriter(folder, options, lock, directory, writer, threads, before);
    } catch (IllegalArgumentException | IllegalStateException e) {
      threads.shutdown();
      directory.close();
      throw IndexFailures.damaged(folder, String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      threads.shutdown();
      directory.close();
      throw e;
    }
  }

  private static IndexWriterConfig configuration(IndexOptions options, ExecutorService threads) {
    KnnVectorsFormat format = new VectorFormat(options.threads(), threads);
    return new IndexWriterConfig()
        .setCodec(
            new Lucene912Codec() {
              @Override
              public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
              }
            })
        .setMergeScheduler(new SerialMergeScheduler())
        .setRAMBufferSizeMB(BUFFER_MEGABYTES)
        .setUseCompoundFile(false)
        .setCommitOnClose(false);
  }

  /** What a killed writer leaves in a folder without an index are Lucene's files. */
  private static void requireIndexOrEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + " is a file: choose an index, or a new folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      boolean index = names.stream().anyMatch(name -> name.startsWith("segments"));
      boolean others =
          names.stream()
              .anyMatch(
                  name ->
                      !name.startsWith(".")
                          && !name.startsWith("_")
                          && !name.equals(IndexWriter.WRITE_LOCK_NAME)
                          && !name.startsWith("pending_segments"));
      if (!index && others) {
        throw new InputException(
            folder + " has other files and no index: choose an index, or a new folder");
      }
    }
  }

  /** Notes where the encoder of the rows is, for those who search later. */
  public void encoderIs(Path fileOrRun) {
    Optional<String> now = Optional.of(fileOrRun.toAbsolutePath().normalize().toString());
    changed |= !now.equals(encoder);
    encoder = now;
  }

  /** The hash of the encoder of the rows; empty while there are none. */
  public Optional<String> encoderHash() {
    return kind.map(TableInfo::encoderHash).or(() -> before.map(IndexInfo::encoderHash));
  }

  /**
   * Makes the rows of a table in the index those of its folder: adds what is new, writes anew what
   * has changed, takes out what is gone. A table is known by its folder, or by its name where its
   * folder of then is gone.
   *
   * @param table an embedding table
   * @param progress of the rows that are added
   * @throws InputException if it is no table, or of another encoder, kind of features or
   *     preprocessing than the rows of the index
   * @throws CancellationException if {@code progress} cancels it; the index stays as it was unless
   *     it is committed
   */
  public Changes add(Path table, FeatureProgress progress) {
    EmbeddingTable rows = EmbeddingTable.open(table);
    requireSameKind(table, rows.info());
    try {
      Path absolute = table.toRealPath();
      Optional<IndexedTable> known = known(absolute);
      IndexedTable entry = known.orElseGet(() -> newTable(absolute));
      TableRows vectors = new TableRows(rows, table.toString());
      TableDifference difference;
      if (known.isEmpty()) {
        difference = TableDifference.allNew(rows);
      } else {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
          difference = TableDifference.of(rows, vectors, entry.number(), reader);
        }
      }
      apply(rows, vectors, entry.number(), difference, progress);
      IndexedTable now =
          new IndexedTable(
              entry.number(),
              entry.name(),
              absolute.toString(),
              dataOf(rows.info(), known),
              rows.size());
      changed |= difference.any() || !now.equals(known.orElse(null));
      tables.put(entry.number(), now);
      kind = Optional.of(rows.info());
      int changedRows = difference.changed().cardinality();
      return new Changes(
          difference.added().cardinality(),
          changedRows,
          difference.gone().size(),
          difference.there() - changedRows);
    } catch (IOException e) {
      throw IndexFailures.writing(folder, e);
    } catch (AlreadyClosedException e) {
      throw closedBy(e);
    }
  }

  private Optional<IndexedTable> known(Path table) {
    String path = table.toString();
    Optional<IndexedTable> same =
        tables.values().stream().filter(known -> known.folder().equals(path)).findFirst();
    return same.or(
        () ->
            tables.values().stream()
                .filter(
                    known ->
                        known.name().equals(name(table)) && !Files.exists(Path.of(known.folder())))
                .findFirst());
  }

  private static String name(Path table) {
    return table.getFileName().toString().replaceFirst("(?<=.)\\.table$", "");
  }

  private IndexedTable newTable(Path table) {
    int number = tables.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    Set<String> names = new LinkedHashSet<>();
    tables.values().forEach(known -> names.add(known.name()));
    String name = name(table);
    for (int i = 2; names.contains(name); i++) {
      name = name(table) + "-" + i;
    }
    return new IndexedTable(number, name, table.toString(), "", 0);
  }

  /** A path is kept as an absolute one, since it would mean another folder from elsewhere. */
  private static String dataOf(TableInfo info, Optional<IndexedTable> known) {
    Path path = Path.of(info.data());
    if (Files.exists(path)) {
      return path.toAbsolutePath().normalize().toString();
    }
    return known.map(IndexedTable::data).filter(data -> !data.isEmpty()).orElse(info.data());
  }

  private void requireSameKind(Path table, TableInfo info) {
    String hash = encoderHash().orElse(info.encoderHash());
    if (!hash.equals(info.encoderHash())) {
      throw new InputException(
          "%s is of another encoder (hash %.16s) than the index %s (hash %.16s), whose vectors cannot be compared: embed the data with the encoder of the index, or choose another folder"
              .formatted(table, info.encoderHash(), folder, hash));
    }
    IndexInfo like = like().orElse(null);
    if (like == null) {
      return;
    }
    if (like.features() != info.features()) {
      throw new InputException(
          "%s has %s but the index %s has %s, which cannot be compared: choose another folder"
              .formatted(table, info.features().phrase(), folder, like.features().phrase()));
    }
    if (like.dimension() != info.shape().dimension()
        || !like.preprocessing().equals(info.preprocessing())) {
      throw new InputException(
          "%s was made with another preprocessing than the index %s: choose another folder"
              .formatted(table, folder));
    }
  }

  /** What tables must be alike to; empty for a new index. */
  private Optional<IndexInfo> like() {
    return before.or(() -> kind.map(this::empty));
  }

  private IndexInfo empty(TableInfo info) {
    return new IndexInfo(
        info.encoderHash(),
        info.features(),
        info.preprocessing(),
        info.shape().dimension(),
        options.half(),
        IndexMode.EXACT,
        Measured.NOTHING,
        List.of(),
        encoder);
  }

  private void apply(
      EmbeddingTable table,
      TableRows vectors,
      int number,
      TableDifference difference,
      FeatureProgress progress)
      throws IOException {
    for (String id : difference.gone()) {
      writer.deleteDocuments(RowDocument.key(number, id));
    }
    int adding = difference.added().cardinality();
    int total = adding + difference.changed().cardinality();
    int held = Math.min(MOST_HELD_OUT, adding / HELD_OUT_SHARE);
    int[] done = {0};
    int[] seen = {0};
    RowAdder adder = new RowAdder(writer, threads, options.threads());
    try {
      vectors.visit(
          row -> difference.added().get(row) || difference.changed().get(row),
          (row, unit) -> {
            RowDocument document = new RowDocument(number, table.images().get(row), unit);
            if (difference.changed().get(row)) {
              writer.updateDocument(document.key(), document.document());
            } else if (isHeldOut(seen[0]++, adding, held)) {
              heldOut.add(document);
            } else {
              adder.add(document);
            }
            if (++done[0] % 1000 == 0 && !progress.proceed(done[0], total)) {
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
        writer.updateNumericDocValue(
            RowDocument.key(number, image.id()), Fields.ORDER, Fields.order(number, image.index()));
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
    List<String> missing = new ArrayList<>();
    try {
      addHeldOut();
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        Map<String, Integer> numbers = new HashMap<>();
        tables.values().forEach(table -> numbers.put(table.name(), table.number()));
        for (String id : new LinkedHashSet<>(ids)) {
          Set<Integer> found = tablesWith(reader, id, numbers);
          if (found.isEmpty()) {
            missing.add(id);
          }
        }
      }
    } catch (IOException e) {
      throw IndexFailures.writing(folder, e);
    } catch (AlreadyClosedException e) {
      throw closedBy(e);
    }
    return missing;
  }

  private Set<Integer> tablesWith(DirectoryReader reader, String id, Map<String, Integer> numbers)
      throws IOException {
    Set<Integer> found = new LinkedHashSet<>();
    IndexSearcher searcher = new IndexSearcher(reader);
    int colon = id.indexOf(':');
    Integer named = colon > 0 ? numbers.get(id.substring(0, colon)) : null;
    for (int number : numbers.values()) {
      if (has(searcher, number, id)) {
        found.add(number);
        takeOut(number, id);
      }
    }
    if (found.isEmpty() && named != null && has(searcher, named, id.substring(colon + 1))) {
      found.add(named);
      takeOut(named, id.substring(colon + 1));
    }
    return found;
  }

  private static boolean has(IndexSearcher searcher, int table, String id) throws IOException {
    return searcher.count(new TermQuery(RowDocument.key(table, id))) > 0;
  }

  private void takeOut(int table, String id) throws IOException {
    writer.deleteDocuments(RowDocument.key(table, id));
    tables.computeIfPresent(table, (number, entry) -> entry.withRows(entry.rows() - 1));
    changed = true;
  }

  private void addHeldOut() throws IOException {
    for (RowDocument row : heldOut) {
      writer.addDocument(row.document());
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
    IndexInfo now = like().orElse(null);
    if (now == null) {
      throw new InputException(folder + " has no rows: name at least one embedding table");
    }
    if (!changed && before.isPresent()) {
      return before.get();
    }
    try {
      IndexInfo plain = now.withTables(withRows(), encoder);
      Measured measured = measured(plain);
      addHeldOut();
      IndexMode mode =
          measured.exactMillis() < options.exactMillis() ? IndexMode.EXACT : IndexMode.APPROXIMATE;
      IndexInfo info = plain.withMeasured(mode, measured);
      writer.setLiveCommitData(IndexJson.data(info).entrySet());
      writer.commit();
      before = Optional.of(info);
      changed = false;
      return info;
    } catch (IOException e) {
      throw IndexFailures.writing(folder, e);
    } catch (AlreadyClosedException e) {
      throw closedBy(e);
    }
  }

  private List<IndexedTable> withRows() {
    return tables.values().stream()
        .filter(table -> table.rows() > 0)
        .sorted(Comparator.comparingInt(IndexedTable::number))
        .toList();
  }

  private Measured measured(IndexInfo info) throws IOException {
    Measured last = before.map(IndexInfo::measured).orElse(Measured.NOTHING);
    int difference = Math.abs(info.rows() - last.rows());
    if (last.queries() > 0 && difference <= MEASURE_AGAIN * last.rows()) {
      return last;
    }
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      Snapshot snapshot =
          new Snapshot(reader, info, new ResidentRows(info.dimension(), info.half()));
      Measurement measurement = new Measurement(snapshot);
      return heldOut.isEmpty()
          ? measurement.ownRows(MEASURING_QUERIES)
          : measurement.heldOut(heldOut.stream().map(RowDocument::unit).toList());
    }
  }

  /** Lucene closes its writer when writing fails; the reason is behind its exception. */
  private RuntimeException closedBy(AlreadyClosedException e) {
    return e.getCause() instanceof IOException cause ? IndexFailures.writing(folder, cause) : e;
  }

  /** Drops what was not committed and lets others write. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      writer.rollback();
    } catch (IOException | RuntimeException e) {
      LOG.debug("changes of {} that were not committed stay until its next change", folder, e);
    }
    try {
      directory.close();
      lock.close();
    } catch (IOException e) {
      throw IndexFailures.writing(folder, e);
    }
  }

  /** Ids of a file, one a line; empty lines and those that begin with # do not count. */
  public static List<String> readIds(Path file) {
    return InputFile.text(file)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
