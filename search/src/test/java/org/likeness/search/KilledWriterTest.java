package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.search.TestTables.Row;

/**
 * A writer that is killed at any moment leaves the index as it was or as it was to be. {@code
 * -Dlikeness.kills=20} for more kills.
 */
@Tag("slow")
final class KilledWriterTest {
  private static final int KILLS = Integer.getInteger("likeness.kills", 3);

  /** The most further kills, where this machine was too slow to meet a commit, or met no other. */
  private static final int MORE = 60;

  private static final List<Row> OLD = TestTables.clustered(300, 16, 5, 1);
  private static final List<Row> NEW = TestTables.clustered(900, 16, 5, 2);

  @TempDir Path folder;

  @Test
  void anIndexIsOldOrNewNeverHalf() throws Exception {
    Path index = folder.resolve("index");
    Path old = TestTables.write(folder.resolve("old"), OLD);
    Path more = TestTables.write(folder.resolve("more"), NEW);
    add(index, old);
    Random random = new Random(1);
    int[] seen = new int[3]; // old, new, and either
    long half = 0; // milliseconds to add the rows, or to take them out
    int kills = 0;
    for (int kill = 0; kill < KILLS || kill < KILLS + MORE && lacks(seen); kill++) {
      kills++;
      boolean inCommit = kill < KILLS ? kill % 3 == 2 : seen[2] == 0;
      Process child = start(index, more);
      try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
        await(lines, "added"); // it is warm now
        assertThatThrownBy(() -> add(index, old))
            .isInstanceOf(InputException.class)
            .hasMessageContaining("is in use by process " + child.pid());
        if (kill % 2 == 1) { // while rows are added, else while they are taken out
          await(lines, "taken out");
        }
        if (kill == 0) {
          long start = System.nanoTime();
          await(lines, "taken out");
          await(lines, "added");
          half = (System.nanoTime() - start) / 2_000_000;
        }
        String last = kill % 2 == 1 ? "taken out" : "added";
        if (inCommit) {
          last = await(lines, "committing");
          Thread.sleep(kill < KILLS ? random.nextInt(30) : 0);
        } else if (kill % 3 == 0) { // else at once
          Thread.sleep((long) (half / 2.0 * random.nextDouble()));
        }
        child.toHandle().destroyForcibly(); // its last lines can still be read, unlike by Process
        child.waitFor();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          last = line;
        }
        boolean added = check(index);
        if (last.equals("committing")) {
          seen[2]++;
        } else { // between commits it is as the last one left it
          assertThat(added).as("after '%s'", last).isEqualTo(last.equals("added"));
          seen[added ? 1 : 0]++;
        }
      }
    }
    System.out.printf(
        "%d kills: %d before, %d after, %d in a commit%n", kills, seen[0], seen[1], seen[2]);
    assertThat(seen[0] + seen[1]).as("kills between commits").isPositive();
    assertThat(seen[2]).as("kills in a commit").isPositive();
    add(index, more);
    assertThat(check(index)).isTrue();
  }

  /** Whether a kill in a commit, or one between commits, is still to come. */
  private static boolean lacks(int[] seen) {
    return seen[0] + seen[1] == 0 || seen[2] == 0;
  }

  /** Reads until a line; gives it. */
  private String await(BufferedReader lines, String wanted) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(wanted)) {
        return line;
      }
    }
    throw new AssertionError("the child ended: " + Files.readString(errors()));
  }

  private static void add(Path index, Path table) {
    try (SearchIndexWriter writer =
        SearchIndexWriter.open(index, IndexOptions.defaults().withThreads(2))) {
      writer.add(table, FeatureProgress.NONE);
      writer.commit();
    }
  }

  /** Whether the new rows are there; all or none of them, and each is found. */
  private static boolean check(Path index) throws IOException {
    try (MMapDirectory directory = new MMapDirectory(index);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        leaf.reader().checkIntegrity();
      }
    }
    try (SearchIndex there = SearchIndex.open(index)) {
      int rows = there.info().rows();
      assertThat(rows).isIn(OLD.size(), OLD.size() + NEW.size());
      assertThat(there.rows(Filter.all(), 0, rows + 1)).hasSize(rows);
      List<Row> all = new java.util.ArrayList<>(OLD);
      if (rows > OLD.size()) {
        all.addAll(NEW);
      }
      List<Integer> numbers = IntStream.range(0, rows).boxed().toList();
      for (int i : new int[] {0, 150, rows - 1}) {
        float[] vector = all.get(i).vector();
        assertThat(
                there.search(vector, new Query(5, Filter.all(), true)).stream()
                    .map(hit -> hit.row().number()))
            .isEqualTo(TestTables.nearest(all, vector, 5, numbers));
      }
      return rows > OLD.size();
    }
  }

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  private Process start(Path index, Path table) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            WritingChild.class.getName(),
            index.toString(),
            table.toString(),
            "more")
        .redirectError(errors().toFile())
        .start();
  }
}
