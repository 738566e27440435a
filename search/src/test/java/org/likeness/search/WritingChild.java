package org.likeness.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.features.FeatureProgress;
import org.likeness.table.EmbeddingTable;

/**
 * A process that adds a table to an index and takes its rows out again until it is killed. Before
 * and after each commit it prints a line.
 */
final class WritingChild {
  private WritingChild() {}

  public static void main(String[] args) {
    Path index = Path.of(args[0]);
    Path table = Path.of(args[1]);
    String name = args[2];
    List<String> ids = new ArrayList<>();
    EmbeddingTable.open(table).images().forEach(image -> ids.add(name + ":" + image.id()));
    while (true) {
      try (SearchIndexWriter writer =
          SearchIndexWriter.open(index, IndexOptions.defaults().withThreads(2))) {
        writer.add(table, FeatureProgress.NONE);
        System.out.println("committing");
        writer.commit();
        System.out.println("added");
        writer.remove(ids);
        System.out.println("committing");
        writer.commit();
        System.out.println("taken out");
      }
    }
  }
}
