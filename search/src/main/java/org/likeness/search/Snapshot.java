package org.likeness.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.StandardDirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.StringHelper;
import org.likeness.error.Suggest;
import org.likeness.io.Json;

/** One state of an index. Thread-safe as long as its reader is held. */
final class Snapshot {
  /** Candidates of an approximate search beyond which only larger k ask for more. */
  private static final int LEAST_CANDIDATES = 100;

  /** Rows that match a filter and have no more values than this are compared one by one. */
  private static final int FEW_VALUES = 1 << 21;

  /** More ids would take longer to compare with one that is misspelt than a user waits for. */
  private static final int COMPARED_IDS = 100_000;

  private static final int MARGIN = 20;
  private static final int HALF_MARGIN = 100;

  private final DirectoryReader reader;
  private final IndexInfo info;
  private final ResidentRows resident;
  private final IndexSearcher searcher;
  private final RowOrder order;
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  Snapshot(DirectoryReader reader, IndexInfo info, ResidentRows resident) throws IOException {
    this.reader = reader;
    this.info = info;
    this.resident = resident;
    this.searcher = new IndexSearcher(reader);
    this.order = RowOrder.of(reader.leaves(), reader.numDocs(), reader.maxDoc());
    for (IndexedTable table : info.tables()) {
      names.put(table.number(), table.name());
      numbers.put(table.name(), table.number());
    }
  }

  DirectoryReader reader() {
    return reader;
  }

  IndexInfo info() {
    return info;
  }

  ResidentRows resident() {
    return resident;
  }

  /** The name of the commit, a random one of each. */
  String version() {
    return version(((StandardDirectoryReader) reader).getSegmentInfos());
  }

  static String version(SegmentInfos commit) {
    return StringHelper.idToString(commit.getId());
  }

  /** Number of rows. */
  int size() {
    return order.size();
  }

  Query query(Filter filter) {
    return FilterQuery.of(filter, numbers);
  }

  /**
   * The k rows most similar to a unit vector; of equal ones the lower number comes first. Fewer if
   * fewer match.
   */
  List<Hit> search(float[] unit, int k, Filter filter, boolean exact) throws IOException {
    int wanted = Math.min(k, size());
    if (wanted == 0) {
      return List.of();
    }
    int[] docs = exact ? exact(unit, wanted, filter) : approximate(unit, wanted, filter);
    return ranked(unit, docs, wanted);
  }

  private Weight weight(Filter filter) throws IOException {
    return searcher.createWeight(searcher.rewrite(query(filter)), ScoreMode.COMPLETE_NO_SCORES, 1);
  }

  private int[] exact(float[] unit, int k, Filter filter) throws IOException {
    Weight weight = filter.isAll() ? null : weight(filter);
    // Scores in single or half precision choose somewhat more than k; the products that rank them
    // are in double precision.
    int candidates = Math.min(size(), k + MARGIN + (resident.isHalf() ? k + HALF_MARGIN : 0));
    return ExactSearch.search(reader.leaves(), order, resident, weight, unit, candidates);
  }

  private int[] approximate(float[] unit, int k, Filter filter) throws IOException {
    int candidates = Math.min(size(), Math.max(LEAST_CANDIDATES, k + k / 2));
    if (!filter.isAll()) {
      int few = Math.max(candidates, FEW_VALUES / info.dimension());
      List<MatchingRows> matching = matching(filter, few);
      if (!matching.isEmpty()) {
        return MappedSearch.search(reader.leaves(), matching, order, unit, candidates);
      }
    }
    Query query =
        new KnnFloatVectorQuery(
            Fields.VECTOR, unit, candidates, filter.isAll() ? null : query(filter));
    ScoreDoc[] found = searcher.search(query, candidates).scoreDocs;
    int[] docs = new int[found.length];
    for (int i = 0; i < docs.length; i++) {
      docs[i] = found[i].doc;
    }
    Arrays.sort(docs);
    return docs;
  }

  /** What matches in each segment; empty if more rows than {@code most} do. */
  private List<MatchingRows> matching(Filter filter, int most) throws IOException {
    Weight weight = weight(filter);
    List<MatchingRows> all = new ArrayList<>();
    long count = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      all.add(MatchingRows.of(leaf, weight));
      count += all.get(all.size() - 1).count();
      if (count > most) {
        return List.of();
      }
    }
    return all;
  }

  /** The best of some documents, given by rising number. */
  private List<Hit> ranked(float[] unit, int[] docs, int k) throws IOException {
    List<Ranked> all = new ArrayList<>(docs.length);
    int at = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      int end = leaf.docBase + leaf.reader().maxDoc();
      FloatVectorValues vectors = null;
      for (; at < docs.length && docs[at] < end; at++) {
        if (vectors == null) {
          vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        }
        vectors.advance(docs[at] - leaf.docBase);
        all.add(
            new Ranked(
                docs[at], order.number(docs[at]), UnitVectors.dot(unit, vectors.vectorValue())));
      }
    }
    all.sort(
        Comparator.comparingDouble(Ranked::similarity).reversed().thenComparingInt(Ranked::number));
    List<Hit> hits = new ArrayList<>(Math.min(k, all.size()));
    for (Ranked one : all.subList(0, Math.min(k, all.size()))) {
      hits.add(new Hit(row(one.number()), one.similarity()));
    }
    return hits;
  }

  private record Ranked(int doc, int number, double similarity) {}

  /** A row by its number. */
  IndexRow row(int number) throws IOException {
    Objects.checkIndex(number, size());
    int doc = order.doc(number);
    LeafReaderContext leaf = leaf(doc);
    LeafReader segment = leaf.reader();
    int local = doc - leaf.docBase;
    long place = order(segment, local);
    return new IndexRow(
        number,
        names.getOrDefault(Fields.tableOf(place), String.valueOf(Fields.tableOf(place))),
        Fields.indexOf(place),
        binary(segment, Fields.PATH, local).orElse(""),
        label(segment, local),
        attributes(segment, local));
  }

  /** Whether the row of a number is of the same table and image here. */
  boolean has(IndexRow asked) throws IOException {
    if (asked.number() < 0 || asked.number() >= size()) {
      return false;
    }
    IndexRow here = row(asked.number());
    return here.table().equals(asked.table()) && here.id().equals(asked.id());
  }

  private LeafReaderContext leaf(int doc) {
    return reader.leaves().get(ReaderUtil.subIndex(doc, reader.leaves()));
  }

  private static long order(LeafReader segment, int doc) throws IOException {
    NumericDocValues values = segment.getNumericDocValues(Fields.ORDER);
    return values.advanceExact(doc) ? values.longValue() : 0;
  }

  private static Optional<String> binary(LeafReader segment, String field, int doc)
      throws IOException {
    BinaryDocValues values = segment.getBinaryDocValues(field);
    return values != null && values.advanceExact(doc)
        ? Optional.of(values.binaryValue().utf8ToString())
        : Optional.empty();
  }

  private static Optional<String> label(LeafReader segment, int doc) throws IOException {
    SortedDocValues values = segment.getSortedDocValues(Fields.LABEL);
    return values != null && values.advanceExact(doc)
        ? Optional.of(values.lookupOrd(values.ordValue()).utf8ToString())
        : Optional.empty();
  }

  private static Map<String, String> attributes(LeafReader segment, int doc) throws IOException {
    Optional<String> json = binary(segment, Fields.ATTRIBUTES, doc);
    Map<String, String> attributes = new TreeMap<>();
    if (json.isPresent()) {
      Json.parse(json.get())
          .properties()
          .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
    }
    return attributes;
  }

  /** The unit vector of a row. */
  float[] vector(int number) throws IOException {
    Objects.checkIndex(number, size());
    int doc = order.doc(number);
    LeafReaderContext leaf = leaf(doc);
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
    vectors.advance(doc - leaf.docBase);
    return vectors.vectorValue().clone();
  }

  /** Rows with this id in any table, at most {@code most}. */
  List<IndexRow> withId(String id, int most) throws IOException {
    return matching(Filter.of(Fields.PATH, List.of(Wildcards.quoted(id))), 0, most);
  }

  /**
   * The id that is most like one that no row has: one that ends with it behind a slash, else the
   * nearest in letters of the first rows.
   */
  Optional<String> nearestId(String id) throws IOException {
    if (id.isEmpty() || id.length() > Fields.LONGEST_VALUE) {
      return Optional.empty();
    }
    List<IndexRow> inFolder =
        matching(Filter.of(Fields.PATH, List.of("*/" + Wildcards.quoted(id))), 0, 1);
    if (!inFolder.isEmpty()) {
      return Optional.of(inFolder.get(0).id());
    }
    List<String> ids = new ArrayList<>();
    for (int number = 0; number < Math.min(size(), COMPARED_IDS); number++) {
      int doc = order.doc(number);
      LeafReaderContext leaf = leaf(doc);
      binary(leaf.reader(), Fields.PATH, doc - leaf.docBase).ifPresent(ids::add);
    }
    return Suggest.nearest(id, ids);
  }

  /** How many rows match. */
  int count(Filter filter) throws IOException {
    return filter.isAll() ? size() : searcher.count(query(filter));
  }

  /** Some of the rows that match, by rising number. */
  List<IndexRow> matching(Filter filter, int from, int count) throws IOException {
    List<IndexRow> rows = new ArrayList<>();
    if (filter.isAll()) {
      for (int i = from; i < Math.min((long) size(), (long) from + count); i++) {
        rows.add(row(i));
      }
      return rows;
    }
    int[] found = numbers(filter);
    for (int i = from; i < Math.min(found.length, (long) from + count); i++) {
      rows.add(row(found[i]));
    }
    return rows;
  }

  /** The numbers of the rows that match, rising. */
  private int[] numbers(Filter filter) throws IOException {
    Weight weight = weight(filter);
    int[] found = new int[16];
    int count = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      MatchingRows matching = MatchingRows.of(leaf, weight);
      found = Arrays.copyOf(found, Math.max(found.length, count + matching.count()));
      int[] into = found;
      int[] at = {count};
      matching.forEach(
          leaf.reader().maxDoc(), doc -> into[at[0]++] = order.number(leaf.docBase + doc));
      count = at[0];
    }
    int[] numbersOfRows = Arrays.copyOf(found, count);
    Arrays.sort(numbersOfRows);
    return numbersOfRows;
  }
}
