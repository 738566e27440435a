package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.search.TestTables.Row;
import org.likeness.table.TableImage;
import org.likeness.torch.ProductThreadsProbe;
import org.likeness.torch.Torch;

final class SearchIndexWriterTest {
  private static final IndexOptions OPTIONS =
      IndexOptions.defaults().withThreads(2).withExactMillis(1e9);
  private static final List<Row> TABLE = TestTables.clustered(200, 8, 5, 3);

  @TempDir Path folder;

  private Changes add(Path table) {
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      Changes changes = writer.add(table, FeatureProgress.NONE);
      writer.commit();
      return changes;
    }
  }

  private Path index() {
    return folder.resolve("index");
  }

  private static List<String> ids(SearchIndex index) {
    return index.rows(Filter.all(), 0, 10_000).stream().map(IndexRow::id).toList();
  }

  /** A table made again: rows gone, new, with another label or vector, and at other places. */
  @Test
  void anIndexFollowsItsTable() {
    Path table = TestTables.write(folder.resolve("t.table"), TABLE);
    assertThat(add(table)).isEqualTo(new Changes(200, 0, 0, 0, 0));
    List<Row> now = new ArrayList<>();
    List<Row> more = TestTables.clustered(210, 8, 5, 4);
    for (int i = 0; i < 10; i++) { // before the others, which all move
      TableImage image = more.get(200 + i).image();
      now.add(
          new Row(
              new TableImage(i, "aaa/" + i, image.label(), Map.of()), more.get(200 + i).vector()));
    }
    for (Row row : TABLE.subList(5, 200)) {
      now.add(row.withIndex(now.size()));
    }
    TableImage labelled = now.get(20).image();
    now.set(
        20,
        new Row(
            new TableImage(20, labelled.id(), "other", labelled.attributes()),
            now.get(20).vector()));
    float[] nearly = now.get(30).vector().clone();
    nearly[0] += 1e-5f;
    now.set(30, new Row(now.get(30).image(), nearly)); // as another batch gives: unchanged
    now.set(40, new Row(now.get(40).image(), new float[] {1, 2, 3, 4, 5, 6, 7, 8}));
    TestTables.write(table, now);
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.refresh()).isFalse();
      assertThat(add(table)).isEqualTo(new Changes(10, 2, 5, 193, 0));
      assertThat(reader.info().rows()).isEqualTo(200);
      assertThat(ids(reader)).isEqualTo(TABLE.stream().map(row -> row.image().id()).toList());
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.info().rows()).isEqualTo(205);
      assertThat(ids(reader)).isEqualTo(now.stream().map(row -> row.image().id()).toList());
      assertThat(reader.row(20).label()).contains("other");
      assertThat(reader.row(150).index()).isEqualTo(150);
      for (int i : new int[] {3, 20, 40, 100, 204}) {
        List<Integer> all = java.util.stream.IntStream.range(0, 205).boxed().toList();
        assertThat(
                reader.search(now.get(i).vector(), Query.of(5)).stream()
                    .map(hit -> hit.row().number()))
            .isEqualTo(TestTables.nearest(now, now.get(i).vector(), 5, all));
      }
    }
  }

  @Test
  void withoutChangesNothingIsWritten() throws IOException {
    Path table = TestTables.write(folder.resolve("t"), TABLE);
    add(table);
    List<String> before = files();
    assertThat(add(table)).isEqualTo(new Changes(0, 0, 0, 200, 0));
    assertThat(files()).isEqualTo(before);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(index())) {
      return files
          .filter(file -> !file.getFileName().toString().endsWith(".lock"))
          .map(file -> file.getFileName() + " " + file.toFile().lastModified())
          .sorted()
          .toList();
    }
  }

  @Test
  void rowsAreTakenOutByTheirIds() {
    Path one = TestTables.write(folder.resolve("one.table"), TABLE.subList(0, 50));
    Path two = TestTables.write(folder.resolve("two.table"), TABLE.subList(0, 60));
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      writer.add(one, FeatureProgress.NONE);
      writer.add(two, FeatureProgress.NONE);
      assertThat(
              writer.remove(
                  List.of(
                      id(3), "one:" + id(4), id(55), "other", "three:" + id(5), "one:" + id(55))))
          .containsExactly("other", "three:" + id(5), "one:" + id(55));
      assertThat(writer.commit().rows()).isEqualTo(110 - 4);
    }
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.info().tables())
          .extracting(IndexedTable::name, IndexedTable::rows)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("one", 48),
              org.assertj.core.groups.Tuple.tuple("two", 58));
      assertThat(reader.row(id(3))).isEmpty();
      assertThat(reader.row("one:" + id(4))).isEmpty();
      assertThat(reader.row(id(4))).get().extracting(IndexRow::table).isEqualTo("two");
      assertThatThrownBy(() -> reader.row(id(10)))
          .hasMessage("there are several images %s: name its table too, as one:%s", id(10), id(10));
    }
  }

  /** Rows that are held out for the measurement are in no difference. */
  @Test
  void aTableMayBeAddedTwice() {
    Path table = TestTables.write(folder.resolve("t.table"), TABLE);
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      assertThat(writer.add(table, FeatureProgress.NONE)).isEqualTo(new Changes(200, 0, 0, 0, 0));
      assertThat(writer.add(table, FeatureProgress.NONE)).isEqualTo(new Changes(0, 0, 0, 200, 0));
      assertThat(writer.commit().rows()).isEqualTo(200);
    }
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(ids(reader)).doesNotHaveDuplicates().hasSize(200);
    }
  }

  @Test
  void aRowIsTakenOutOnce() {
    Path table = TestTables.write(folder.resolve("t.table"), TABLE);
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      writer.add(table, FeatureProgress.NONE);
      assertThat(writer.remove(List.of(id(3), "t:" + id(3), "t:" + id(4)))).isEmpty();
      assertThat(writer.commit().rows()).isEqualTo(198);
    }
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(ids(reader)).hasSize(198).doesNotContain(id(3), id(4));
    }
  }

  /** Half of a table may be written then. */
  @Test
  void nothingIsCommittedAfterAFailure() {
    Path many = TestTables.write(folder.resolve("many"), TestTables.clustered(2000, 8, 5, 3));
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      writer.add(TestTables.write(folder.resolve("one"), TABLE), FeatureProgress.NONE);
      assertThatThrownBy(() -> writer.add(many, (done, total) -> false))
          .isInstanceOf(CancellationException.class);
      assertThatThrownBy(writer::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the writer of the index " + index() + " has failed: close it");
    }
    assertThatThrownBy(() -> SearchIndex.open(index())).isInstanceOf(InputException.class);
  }

  /** Neither the measurement nor an open index leaves the products of others on one thread. */
  @Test
  void otherProductsKeepTheirThreads() {
    List<Row> rows = TestTables.clustered(3000, 64, 5, 3);
    add(TestTables.write(folder.resolve("t.table"), rows));
    assertThat(ProductThreadsProbe.threads()).isEqualTo(Torch.threads());
    try (SearchIndex reader = SearchIndex.open(index())) {
      reader.search(rows.get(0).vector(), new Query(3, Filter.all(), true));
      assertThat(ProductThreadsProbe.threads()).isEqualTo(Torch.threads());
    }
  }

  /** An index without rows can be opened, and answers nothing. */
  @Test
  void allRowsMayBeTakenOut() {
    Path table = TestTables.write(folder.resolve("t.table"), TABLE);
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      writer.add(table, FeatureProgress.NONE);
      writer.commit();
      writer.remove(TABLE.stream().map(row -> row.image().id()).toList());
      assertThat(writer.commit().rows()).isZero();
    }
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.info().rows()).isZero();
      assertThat(reader.rows(Filter.all(), 0, 10)).isEmpty();
      assertThat(reader.count(Filter.all())).isZero();
      assertThatThrownBy(() -> reader.search(TABLE.get(0).vector(), Query.of(1)))
          .isInstanceOf(InputException.class)
          .hasMessage("the index " + index() + " has no rows");
    }
    assertThat(add(table)).isEqualTo(new Changes(200, 0, 0, 0, 0));
  }

  private static String id(int row) {
    return TABLE.get(row).image().id();
  }

  @Test
  void tablesOfOneNameAreDifferentTables() {
    Path one = TestTables.write(folder.resolve("a/photos.table"), TABLE.subList(0, 20));
    Path two = TestTables.write(folder.resolve("b/photos.table"), TABLE.subList(10, 40));
    add(one);
    add(two);
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.info().tables())
          .extracting(IndexedTable::name)
          .containsExactly("photos", "photos-2");
      assertThat(reader.count(Filter.of("table", List.of("photos-2")))).isEqualTo(30);
      assertThat(reader.count(Filter.of("table", List.of("photos*")))).isEqualTo(50);
    }
  }

  /** A folder that was renamed with all above it is the same table. */
  @Test
  void aTableMayBeMoved() throws IOException {
    Path table = TestTables.write(folder.resolve("a/photos.table"), TABLE);
    add(table);
    Files.move(folder.resolve("a"), folder.resolve("b"));
    assertThat(add(folder.resolve("b/photos.table"))).isEqualTo(new Changes(0, 0, 0, 200, 0));
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.info().tables())
          .extracting(IndexedTable::folder)
          .containsExactly(folder.resolve("b/photos.table").toString());
    }
  }

  @Test
  void tablesThatCannotBeComparedAreRefused() {
    add(TestTables.write(folder.resolve("t"), TABLE));
    Path encoder = TestTables.write(folder.resolve("e"), TABLE, "b".repeat(64), "head");
    Path features = TestTables.write(folder.resolve("f"), TABLE, TestTables.HASH, "backbone");
    Path dimension = TestTables.write(folder.resolve("d"), TestTables.clustered(3, 4, 1, 0));
    List<Row> nan = new ArrayList<>(TABLE);
    nan.set(7, new Row(TABLE.get(7).image(), new float[] {1, Float.NaN, 0, 0, 0, 0, 0, 0}));
    Path diverged = TestTables.write(folder.resolve("n"), nan);
    assertRefused(
        encoder,
        encoder
            + " is of another encoder (hash bbbbbbbbbbbbbbbb) than the index "
            + index()
            + " (hash aaaaaaaaaaaaaaaa), whose vectors cannot be compared: embed the data with the"
            + " encoder of the index, or choose another folder");
    assertRefused(
        features,
        features
            + " has backbone features but the index "
            + index()
            + " has head features, which cannot be compared: choose another folder");
    assertRefused(
        dimension,
        dimension
            + " was made with another preprocessing than the index "
            + index()
            + ": choose another folder");
    assertRefused(
        diverged,
        "the vector of "
            + id(7)
            + " in the table "
            + diverged
            + " has values that are not finite, so it cannot be compared: embed the data with an"
            + " encoder that did not diverge");
    assertRefused(
        folder.resolve("nowhere"),
        folder.resolve("nowhere") + " is not an embedding table: it has no table.json");
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.info().rows()).isEqualTo(200);
    }
  }

  private void assertRefused(Path table, String message) {
    assertThatThrownBy(() -> add(table)).isInstanceOf(InputException.class).hasMessage(message);
  }

  @Test
  void aSecondWriterIsRefused() {
    Path table = TestTables.write(folder.resolve("t"), TABLE);
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      assertThatThrownBy(() -> SearchIndexWriter.open(index(), OPTIONS))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "the index %s is in use by this process: close it first, or choose another folder",
              index());
      writer.add(table, FeatureProgress.NONE);
      writer.commit();
    }
    add(table);
  }

  @Test
  void aCancelledIndexIsAsItWas() {
    add(TestTables.write(folder.resolve("one"), TABLE));
    Path many = TestTables.write(folder.resolve("two"), TestTables.clustered(2000, 8, 5, 3));
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      assertThatThrownBy(() -> writer.add(many, (done, total) -> done < 1000))
          .isInstanceOf(CancellationException.class);
    }
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.info().rows()).isEqualTo(200);
    }
  }

  @Test
  void otherFoldersAreLeftAlone() throws IOException {
    Files.createDirectories(index());
    Files.writeString(index().resolve("diary.txt"), "mine");
    assertThatThrownBy(() -> SearchIndexWriter.open(index(), OPTIONS))
        .isInstanceOf(InputException.class)
        .hasMessage(index() + " has other files and no index: choose an index, or a new folder");
    try (Stream<Path> files = Files.list(index())) {
      assertThat(files).hasSize(1);
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> SearchIndexWriter.open(file, OPTIONS))
        .hasMessage(file + " is a file: choose an index, or a new folder");
  }

  @Test
  void aNewFolderIsRemovedWhereNothingIsCommitted() throws IOException {
    Path above = folder.resolve("above");
    Path fresh = above.resolve("index");
    Path table = TestTables.write(folder.resolve("t"), TABLE);
    try (SearchIndexWriter writer = SearchIndexWriter.open(fresh, OPTIONS)) {
      writer.add(table, FeatureProgress.NONE);
      assertThat(fresh).isDirectory();
    }
    assertThat(above).doesNotExist();
    Files.createDirectories(fresh);
    SearchIndexWriter.open(fresh, OPTIONS).close();
    assertThat(fresh).as("it was there before").isDirectory();
  }

  @Test
  void anIndexWithoutTablesIsRefused() throws IOException {
    Files.createDirectories(index());
    try (SearchIndexWriter writer = SearchIndexWriter.open(index(), OPTIONS)) {
      assertThatThrownBy(writer::commit)
          .isInstanceOf(InputException.class)
          .hasMessage(index() + " has no rows: name at least one embedding table");
    }
    assertThatThrownBy(() -> SearchIndex.open(index()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            index() + " is not an index: make one with ./likeness index TABLE --out FOLDER");
  }

  /** Lucene itself takes 1,024. */
  @Test
  void vectorsMayBeLong() {
    List<Row> rows = TestTables.clustered(40, 2048, 3, 1);
    add(TestTables.write(folder.resolve("long"), rows));
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.search(rows.get(7).vector(), Query.of(1)).get(0).row().number())
          .isEqualTo(7);
      assertThat(reader.search(rows.get(7).vector(), Query.of(40))).hasSize(40);
    }
  }

  @Test
  void oneRowIsAnIndex() {
    add(TestTables.write(folder.resolve("t"), TABLE.subList(0, 1)));
    try (SearchIndex reader = SearchIndex.open(index())) {
      assertThat(reader.search(TABLE.get(0).vector(), Query.of(1))).hasSize(1);
      assertThat(reader.info().mode()).isEqualTo(IndexMode.EXACT);
    }
  }
}
