package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.search.TestTables.Row;

final class SearchIndexTest {
  private static final int ROWS = 3000;
  private static final int DIMENSION = 24;
  private static final List<Row> TABLE = TestTables.clustered(ROWS, DIMENSION, 30, 1);

  @TempDir static Path folder;
  private static Path exactIndex;
  private static Path approximateIndex;
  private static Path halfIndex;

  @BeforeAll
  static void index() {
    Path table = TestTables.write(folder.resolve("photos.table"), TABLE);
    IndexOptions options = IndexOptions.defaults().withThreads(2);
    exactIndex = write(folder.resolve("exact"), table, options.withExactMillis(1e9));
    approximateIndex = write(folder.resolve("approximate"), table, options.withExactMillis(0));
    halfIndex = write(folder.resolve("half"), table, options.withExactMillis(1e9).withHalf(true));
  }

  private static Path write(Path index, Path table, IndexOptions options) {
    try (SearchIndexWriter writer = SearchIndexWriter.open(index, options)) {
      assertThat(writer.add(table, FeatureProgress.NONE)).isEqualTo(new Changes(ROWS, 0, 0, 0, 0));
      writer.commit();
    }
    return index;
  }

  private static List<Integer> all() {
    return IntStream.range(0, ROWS).boxed().toList();
  }

  private static List<Integer> numbers(List<Hit> hits) {
    return hits.stream().map(hit -> hit.row().number()).toList();
  }

  @Test
  void saysWhatItHas() {
    try (SearchIndex index = SearchIndex.open(exactIndex)) {
      IndexInfo info = index.info();
      assertThat(info.rows()).isEqualTo(ROWS);
      assertThat(info.dimension()).isEqualTo(DIMENSION);
      assertThat(info.encoderHash()).isEqualTo(TestTables.HASH);
      assertThat(info.mode()).isEqualTo(IndexMode.EXACT);
      assertThat(info.measured().queries()).isEqualTo(100);
      assertThat(info.measured().heldOut()).isTrue();
      assertThat(info.measured().rows()).isEqualTo(ROWS - 100);
      assertThat(info.measured().recall()).isGreaterThan(0.95);
      assertThat(info.tables())
          .containsExactly(
              new IndexedTable(
                  1,
                  "photos",
                  folder.resolve("photos.table").toAbsolutePath().toString(),
                  "somewhere",
                  ROWS));
      assertThat(index.columns()).containsExactly("label", "path", "table", "attr.year");
    }
  }

  @Test
  void exactSearchFindsWhatComparingAllFinds() {
    try (SearchIndex index = SearchIndex.open(exactIndex);
        SearchIndex half = SearchIndex.open(halfIndex)) {
      Random random = new Random(5);
      for (int i = 0; i < 20; i++) {
        float[] query = TABLE.get(random.nextInt(ROWS)).vector().clone();
        query[0] += 0.3f;
        List<Integer> expected = TestTables.nearest(TABLE, query, 10, all());
        List<Hit> hits = index.search(query, Query.of(10));
        assertThat(numbers(hits)).isEqualTo(expected);
        assertThat(numbers(half.search(query, Query.of(10)))).isEqualTo(expected);
        assertThat(hits.get(0).similarity())
            .isCloseTo(
                UnitVectors.dot(
                    UnitVectors.of(query), UnitVectors.of(TABLE.get(expected.get(0)).vector())),
                within(1e-6));
      }
    }
  }

  @Test
  void halfIsTheIndexsOrTheReaders() {
    try (SearchIndex index = SearchIndex.open(exactIndex);
        SearchIndex asked = SearchIndex.open(exactIndex, true);
        SearchIndex half = SearchIndex.open(halfIndex)) {
      assertThat(index.keepsHalf()).isFalse();
      assertThat(asked.keepsHalf()).isTrue();
      assertThat(half.keepsHalf()).isTrue();
    }
  }

  @Test
  void approximateSearchFindsAlmostAll() {
    try (SearchIndex index = SearchIndex.open(approximateIndex)) {
      assertThat(index.info().mode()).isEqualTo(IndexMode.APPROXIMATE);
      int found = 0;
      for (int i = 0; i < 50; i++) {
        float[] query = TABLE.get(i * 7).vector();
        List<Integer> expected = TestTables.nearest(TABLE, query, 10, all());
        List<Integer> answer = numbers(index.search(query, Query.of(10)));
        assertThat(answer).hasSize(10);
        found += (int) answer.stream().filter(expected::contains).count();
        assertThat(numbers(index.search(query, new Query(10, Filter.all(), true))))
            .isEqualTo(expected);
      }
      assertThat(found).isGreaterThan(475);
    }
  }

  @Test
  void aFilterIsPartOfTheSearch() {
    for (Path path : List.of(exactIndex, approximateIndex)) {
      try (SearchIndex index = SearchIndex.open(path)) {
        for (List<String> where :
            List.of(
                List.of("label=class3"),
                List.of("label=class3", "label=class4", "attr.year=2019"),
                List.of("path=holiday/*"),
                List.of("path=work/*"),
                List.of("table=photos"))) {
          Filter filter = Filter.parse(where, index.columns());
          List<Integer> matching =
              IntStream.range(0, ROWS)
                  .filter(row -> matches(TABLE.get(row), where))
                  .boxed()
                  .toList();
          assertThat(index.count(filter)).isEqualTo(matching.size());
          assertThat(index.rows(filter, 0, ROWS).stream().map(IndexRow::number))
              .isEqualTo(matching);
          assertThat(index.rows(filter, 1, 2).stream().map(IndexRow::number))
              .isEqualTo(matching.subList(1, Math.min(3, matching.size())));
          List<Integer> answer =
              numbers(index.search(TABLE.get(17).vector(), Query.of(10, filter)));
          List<Integer> expected = TestTables.nearest(TABLE, TABLE.get(17).vector(), 10, matching);
          if (path.equals(exactIndex)) {
            assertThat(answer).as("%s", where).isEqualTo(expected);
          } else {
            assertThat(answer).as("%s", where).hasSameSizeAs(expected).isSubsetOf(matching);
            assertThat(answer.stream().filter(expected::contains).count())
                .isGreaterThanOrEqualTo(expected.size() * 8L / 10);
          }
        }
      }
    }
  }

  private static boolean matches(Row row, List<String> where) {
    Map<String, List<String>> byColumn =
        where.stream().collect(Collectors.groupingBy(c -> c.split("=", -1)[0]));
    return byColumn.entrySet().stream()
        .allMatch(
            entry ->
                entry.getValue().stream()
                    .map(c -> c.split("=", -1)[1])
                    .anyMatch(
                        value ->
                            switch (entry.getKey()) {
                              case "label" -> row.image().label().equals(value);
                              case "attr.year" ->
                                  row.image().attributes().get("year").equals(value);
                              case "path" -> row.image().id().startsWith(value.replace("*", ""));
                              default -> true;
                            }));
  }

  @Test
  void rowsAreFoundByIdAndNumber() {
    try (SearchIndex index = SearchIndex.open(exactIndex)) {
      for (int number : new int[] {0, 17, ROWS - 1}) {
        IndexRow row = index.row(number);
        assertThat(row)
            .isEqualTo(
                new IndexRow(
                    number,
                    "photos",
                    number,
                    TABLE.get(number).image().id(),
                    java.util.Optional.of(TABLE.get(number).image().label()),
                    TABLE.get(number).image().attributes()));
        assertThat(index.row(row.id())).contains(row);
        assertThat(index.row("photos:" + row.id())).contains(row);
        assertThat(index.vector(row)).isEqualTo(UnitVectors.of(TABLE.get(number).vector()));
      }
      assertThat(index.row("other")).isEmpty();
      assertThat(index.row("other:holiday/00000.png")).isEmpty();
    }
  }

  @Test
  void valuesAreCounted() {
    try (SearchIndex index = SearchIndex.open(exactIndex)) {
      Map<String, Integer> labels = index.values("label");
      assertThat(labels).hasSize(30);
      assertThat(labels.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(ROWS);
      assertThat(index.values("path")).isEqualTo(Map.of("work/*", 2700, "holiday/*", 300));
      assertThat(index.values("table")).isEqualTo(Map.of("photos", ROWS));
      assertThat(index.values("attr.year")).hasSize(20).containsEntry("2003", 150);
    }
  }

  @Test
  void filtersThatNoRowMatches() {
    try (SearchIndex index = SearchIndex.open(exactIndex);
        IndexView view = index.view()) {
      String label = index.values("label").keySet().iterator().next();
      for (String known : List.of("label=" + label, "path=work/*", "attr.year=2003")) {
        view.requireMatch(Filter.parse(List.of(known), view.columns()));
      }
      view.requireMatch(Filter.all());
      view.requireMatch(Filter.of("label", List.of("none", label)));
      Filter year = Filter.parse(List.of("path=work/*", "attr.year=203"), view.columns());
      for (ThrowingCallable refused :
          List.<ThrowingCallable>of(
              () -> view.requireMatch(year), () -> view.requireKnownValues(year))) {
        assertThatThrownBy(refused)
            .isInstanceOf(InputException.class)
            .hasMessageStartingWith(
                "no row of the index has attr.year=203, did you mean attr.year=20");
      }
      // Nothing that could be a slip: such a filter may match nothing.
      for (List<String> conditions :
          List.of(
              List.of("path=holidy/*"),
              List.of("label=none*"),
              List.of(
                  "path=holiday/*", "path=nowhere", "attr.year=2003", "label=" + label + "?"))) {
        Filter filter = Filter.parse(conditions, view.columns());
        view.requireKnownValues(filter);
        assertThatThrownBy(() -> view.requireMatch(filter)).isInstanceOf(InputException.class);
      }
      assertThatThrownBy(() -> view.requireMatch(Filter.of("path", List.of("holidy/*"))))
          .hasMessage("no row of the index has path=holidy/*, did you mean path=holiday/*?");
      assertThatThrownBy(() -> view.requireMatch(Filter.of("label", List.of("x".repeat(999)))))
          .hasMessage("no row of the index has label=" + "x".repeat(194) + "...");
    }
  }

  @Test
  void wrongQuestionsAreRefused() {
    try (SearchIndex index = SearchIndex.open(exactIndex)) {
      float[] query = new float[DIMENSION];
      assertThatThrownBy(() -> index.search(query, Query.of(ROWS + 1)))
          .isInstanceOf(InputException.class)
          .hasMessage("k must be in [1, 3000], the rows of the index, but is 3001");
      assertThatThrownBy(() -> Query.of(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> index.search(new float[3], Query.of(1)))
          .hasMessage("the vector must have 24 values but has 3; is it another encoder's?");
      assertThatThrownBy(() -> Filter.parse(List.of("lable=a"), index.columns()))
          .isInstanceOf(InputException.class)
          .hasMessage("there is no column 'lable', did you mean label?");
      assertThatThrownBy(() -> Filter.parse(List.of("label"), index.columns()))
          .hasMessage("a filter must be column=value, such as label=dog, but is 'label'");
    }
  }

  /** What Lucene refuses is a mistake in the question, not a failure. */
  @Test
  void filtersThatCannotBeSearchedForAreRefused() {
    try (SearchIndex index = SearchIndex.open(exactIndex)) {
      Filter complex = Filter.of("path", List.of("*a" + "?".repeat(30)));
      assertThatThrownBy(() -> index.count(complex))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "the filter path=*a%s cannot be searched for: write it shorter, with fewer ? after a"
                  + " *",
              "?".repeat(30));
      Filter longer = Filter.of("path", List.of("*" + "x".repeat(1 << 20)));
      assertThatThrownBy(() -> index.count(longer))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("path=*" + "x".repeat(59) + "... cannot");
      Filter many =
          Filter.of("path", IntStream.range(0, 1000).mapToObj(i -> "work/*" + i).toList());
      assertThatThrownBy(() -> index.count(many))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "a filter can have 1,000 columns and values with * or ? at most but has 1,001");
      Filter most = Filter.of("path", IntStream.range(0, 999).mapToObj(i -> "*" + i).toList());
      assertThat(index.count(most)).isZero();
      Filter plain = Filter.of("path", TABLE.stream().map(row -> row.image().id()).toList());
      assertThat(index.count(plain)).isEqualTo(ROWS);
    }
  }

  /** A vector of zeros has no direction: it is as similar to everything as a right angle. */
  @Test
  void zerosAreSimilarToNothing() {
    try (SearchIndex index = SearchIndex.open(exactIndex)) {
      List<Hit> hits = index.search(new float[DIMENSION], Query.of(3));
      assertThat(hits).allSatisfy(hit -> assertThat(hit.similarity()).isZero());
      assertThat(numbers(hits)).containsExactly(0, 1, 2);
    }
  }
}
