package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.search.TestTables.Row;

/** A table gets ten images before its others, so that every number is another row's. */
final class IndexViewTest {
  private static final List<Row> BEFORE = TestTables.clustered(120, 8, 5, 3).subList(10, 120);
  private static final List<Row> AFTER = TestTables.clustered(120, 8, 5, 3).subList(0, 119);

  @TempDir Path folder;

  @BeforeEach
  void write() {
    write(BEFORE);
  }

  private void write(List<Row> rows) {
    List<Row> counted = new ArrayList<>();
    for (Row row : rows) {
      counted.add(row.withIndex(counted.size()));
    }
    Path table = TestTables.write(folder.resolve("t.table"), counted);
    try (SearchIndexWriter writer =
        SearchIndexWriter.open(
            folder.resolve("index"), IndexOptions.defaults().withThreads(2).withExactMillis(1e9))) {
      writer.add(table, FeatureProgress.NONE);
      writer.commit();
    }
  }

  private SearchIndex open() {
    return SearchIndex.open(folder.resolve("index"));
  }

  @Test
  void aRowOfAnOlderStateKeepsItsVector() {
    try (SearchIndex index = open()) {
      IndexRow row = index.row(id(BEFORE, 50)).orElseThrow();
      IndexRow last = index.row(109);
      write(AFTER);
      assertThat(index.refresh()).isTrue();
      assertThat(index.row(50).id()).isNotEqualTo(row.id());
      assertThat(index.vector(row)).isEqualTo(UnitVectors.of(BEFORE.get(50).vector()));
      assertThatThrownBy(() -> index.vector(last))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "the image %s of the table t is in the index %s no longer",
              last.id(), index.folder());
    }
  }

  @Test
  void aViewStaysAsItIs() {
    try (SearchIndex index = open()) {
      String version;
      try (IndexView view = index.view();
          IndexView same = index.view()) {
        version = view.version();
        assertThat(same.version()).isEqualTo(version);
        IndexRow row = view.row(50);
        List<Hit> hits = view.like(row, Query.of(5));
        write(AFTER);
        assertThat(index.refresh()).isTrue();
        assertThat(view.info().rows()).isEqualTo(110);
        assertThat(view.row(50)).isEqualTo(row);
        assertThat(view.vector(row)).isEqualTo(UnitVectors.of(BEFORE.get(50).vector()));
        assertThat(view.like(row, Query.of(5))).isEqualTo(hits);
        try (IndexView now = index.view()) {
          assertThat(now.info().rows()).isEqualTo(119);
          assertThat(now.version()).isNotEqualTo(version);
          assertThat(now.row(60).id()).isEqualTo(row.id());
        }
      }
      try (SearchIndex other = open();
          IndexView there = other.view();
          IndexView here = index.view()) {
        assertThat(there.version()).isEqualTo(here.version()).isNotEqualTo(version);
      }
    }
  }

  /** An index that was deleted and made anew, of another encoder, dimension and type of values. */
  @Test
  void anIndexMayBeMadeAnew() throws IOException {
    try (SearchIndex index = open()) {
      index.search(BEFORE.get(3).vector(), new Query(1, Filter.all(), true));
      try (Stream<Path> files = Files.list(index.folder())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      List<Row> others = TestTables.clustered(60, 12, 5, 9);
      Path table = TestTables.write(folder.resolve("u.table"), others, "b".repeat(64), "head");
      try (SearchIndexWriter writer =
          SearchIndexWriter.open(
              index.folder(), IndexOptions.defaults().withThreads(2).withHalf(true))) {
        writer.add(table, FeatureProgress.NONE);
        writer.commit();
      }
      assertThat(index.refresh()).isTrue();
      assertThat(index.info().encoderHash()).startsWith("bbb");
      Query exact = new Query(1, Filter.all(), true);
      assertThat(index.search(others.get(40).vector(), exact).get(0).row().id())
          .isEqualTo(id(others, 40));
      assertThatThrownBy(() -> index.search(BEFORE.get(3).vector(), exact))
          .hasMessage("the vector must have 12 values but has 8; is it another encoder's?");
    }
  }

  @Test
  void aServerNeedNotLookWithEachRequest() {
    try (SearchIndex index = open()) {
      write(AFTER);
      assertThat(index.refresh(Duration.ofHours(1))).isFalse();
      assertThat(index.info().rows()).isEqualTo(110);
      assertThat(index.refresh(Duration.ZERO)).isTrue();
      assertThat(index.info().rows()).isEqualTo(119);
    }
  }

  @Test
  void aViewOutlivesItsIndex() {
    SearchIndex index = open();
    IndexView view = index.view();
    index.close();
    assertThatThrownBy(index::view)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the index " + folder.resolve("index") + " is closed");
    assertThat(view.search(BEFORE.get(3).vector(), Query.of(1)).get(0).row().number()).isEqualTo(3);
    view.close();
    view.close(); // again
    assertThatThrownBy(() -> view.row(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the view of the index " + folder.resolve("index") + " is closed");
  }

  /** What is like a row are the rows nearest to its vector, but for itself. */
  @Test
  void aRowIsNotAmongThoseLikeIt() {
    try (SearchIndex index = open()) {
      String id = id(BEFORE, 20);
      List<Hit> all = index.search(BEFORE.get(20).vector(), Query.of(6));
      assertThat(all.get(0).row().id()).isEqualTo(id);
      assertThat(index.like(id, Query.of(5))).isEqualTo(all.subList(1, 6));
      assertThat(index.like("t:" + id, Query.of(5))).isEqualTo(all.subList(1, 6));
      assertThat(index.like(id, Query.of(110))).hasSize(109);
      Filter others = Filter.of("path", List.of("holiday/*"));
      assertThat(index.like(id, Query.of(3, others)))
          .hasSize(3)
          .allSatisfy(hit -> assertThat(hit.row().id()).startsWith("holiday/").isNotEqualTo(id));
      assertThat(index.like(id, Query.of(3, Filter.of("path", List.of("work/*"))))).hasSize(3);
      assertThatThrownBy(() -> index.like("other", Query.of(1)))
          .isInstanceOf(InputException.class)
          .hasMessage("there is no image other in " + index.folder());
      assertThatThrownBy(() -> index.like(id, Query.of(111)))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("k must be in [1, 110]");
    }
  }

  private static String id(List<Row> rows, int row) {
    return rows.get(row).image().id();
  }
}
