package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.features.FeatureProgress;
import org.likeness.search.TestTables.Row;

/** Many threads ask while the index is written and refreshed. */
final class ConcurrentSearchTest {
  private static final IndexOptions OPTIONS =
      IndexOptions.defaults().withThreads(2).withExactMillis(1e9);
  private static final List<Row> ONE = TestTables.clustered(400, 16, 5, 1);
  private static final List<Row> TWO = TestTables.clustered(300, 16, 5, 2);

  @TempDir Path folder;

  @Test
  void everyAnswerIsOfOneState() throws Exception {
    Path path = folder.resolve("index");
    Path one = TestTables.write(folder.resolve("one"), ONE);
    Path two = TestTables.write(folder.resolve("two"), TWO);
    List<String> ids = TWO.stream().map(row -> "two:" + row.image().id()).toList();
    write(path, one, List.of());
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    SearchIndex index = SearchIndex.open(path);
    try {
      List<Future<Integer>> askers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int first = i;
        askers.add(threads.submit(() -> ask(index, first, done)));
      }
      for (int i = 0; i < 4; i++) {
        write(path, i % 2 == 0 ? two : one, i % 2 == 0 ? List.of() : ids);
        assertThat(index.refresh()).isTrue();
        assertThat(index.info().rows()).isEqualTo(i % 2 == 0 ? 700 : 400);
      }
      done.set(true);
      for (Future<Integer> asker : askers) {
        assertThat(asker.get()).isPositive();
      }
      index.search(ONE.get(0).vector(), Query.of(1));
      assertThat(index.residentSegments()).isEqualTo(index.segments());
    } finally {
      done.set(true);
      threads.shutdown();
      index.close();
    }
    assertThat(index.residentSegments()).isZero();
    assertThatThrownBy(() -> index.row(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the index " + path + " is closed");
    index.close(); // again
  }

  private static void write(Path index, Path table, List<String> removed) {
    try (SearchIndexWriter writer = SearchIndexWriter.open(index, OPTIONS)) {
      writer.add(table, FeatureProgress.NONE);
      assertThat(writer.remove(removed)).isEmpty();
      writer.commit();
    }
  }

  /** A row of the first table, which is always there, finds itself. */
  private static int ask(SearchIndex index, int first, AtomicBoolean done) {
    int asked = 0;
    for (int i = first; asked == 0 || !done.get(); i = (i + 7) % ONE.size()) {
      Row row = ONE.get(i);
      for (boolean exact : new boolean[] {true, false}) {
        List<Hit> hits = index.search(row.vector(), new Query(3, Filter.all(), exact));
        assertThat(hits).hasSize(3);
        assertThat(hits.get(0).row().id()).isEqualTo(row.image().id());
        assertThat(hits.get(0).row().table()).isEqualTo("one");
      }
      asked++;
    }
    return asked;
  }
}
