package org.likeness.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.likeness.data.load.LoaderOptions;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.io.SafeTensors;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.EmbeddingTableWriter;
import org.likeness.torch.Scope;
import org.likeness.train.ResumedRun;

/**
 * Folders that Likeness writes and reads again: an embedding table, a run with checkpoints.
 *
 * @param name of the format
 * @param samples valid folders
 * @param reading by which a command reads it
 * @param writes whether a folder that is accepted is changed
 */
record FolderFormat(String name, List<Sample> samples, Consumer<Path> reading, boolean writes)
    implements Format {

  @Override
  public boolean isText(String part) {
    return part.endsWith(".json") || part.endsWith(".csv");
  }

  @Override
  public void read(Path folder) {
    reading.accept(folder);
  }

  static List<Format> all() throws IOException {
    Path folder = Files.createTempDirectory("folders");
    try {
      return List.of(table(folder), checkpoint(folder));
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static Format table(Path folder) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (boolean half : new boolean[] {false, true}) {
      Path table = folder.resolve(half ? "half" : "whole");
      new EmbeddingTableWriter(
              table,
              new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD),
              "abc",
              LoaderOptions.everyImage(4).withWorkers(1),
              half)
          .write(new SmallImages(6, true), "small/", FeatureProgress.NONE);
      samples.add(sample(table, path -> true));
    }
    return new FolderFormat("table", samples, FolderFormat::readTable, false);
  }

  private static void readTable(Path folder) {
    EmbeddingTable table = EmbeddingTable.open(folder);
    try (Scope scope = Scope.openNoGrad()) {
      table.vectors();
      SafeTensors.read(folder.resolve("vectors.safetensors")).tensor("vectors");
    }
    if (table.images().size() != table.size()) {
      throw new AssertionError(table.images().size() + " images, " + table.size() + " rows");
    }
  }

  /** With two checkpoints, and with the newest one alone. */
  private static Format checkpoint(Path folder) throws IOException {
    Path run = folder.resolve("run");
    ResumedRun.write(run);
    Sample two = sample(run, path -> path.startsWith("checkpoints/"));
    String first = new TreeMap<>(two.changed()).firstKey().replaceFirst("/[^/]*$", "/");
    Map<String, byte[]> newest = new LinkedHashMap<>(two.changed());
    newest.keySet().removeIf(path -> path.startsWith(first));
    return new FolderFormat(
        "checkpoint", List.of(two, new Sample(newest, two.fixed())), ResumedRun::resume, true);
  }

  private static Sample sample(Path folder, Predicate<String> changes) throws IOException {
    Map<String, byte[]> changed = new LinkedHashMap<>();
    Map<String, byte[]> fixed = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        (changes.test(name) ? changed : fixed).put(name, Files.readAllBytes(path));
      }
    }
    return new Sample(changed, fixed);
  }
}
