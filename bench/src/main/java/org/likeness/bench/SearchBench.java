package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputFile;
import org.likeness.features.FeatureProgress;
import org.likeness.search.Filter;
import org.likeness.search.Hit;
import org.likeness.search.IndexInfo;
import org.likeness.search.IndexOptions;
import org.likeness.search.Query;
import org.likeness.search.SearchIndex;
import org.likeness.search.SearchIndexWriter;
import org.likeness.table.EmbeddingTable;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Measures an index over an embedding table: how long it takes to make, its size, and how fast and
 * how well it answers queries that are no rows of it, one at a time.
 */
public final class SearchBench {
  /** Neighbours of a query. */
  public static final int K = 10;

  private static final int WARM_UP = 200;
  private static final double TIE = 1e-6;
  private static final int KINDS = 4;

  private final Path folder;
  private final float[][] queries;

  /**
   * A benchmark.
   *
   * @param folder where indexes are written; what an earlier one left there is replaced
   * @param queries a table whose rows are asked for
   */
  public SearchBench(Path folder, EmbeddingTable queries) {
    this.folder = requireNonNull(folder, "folder is null");
    this.queries = new float[queries.size()][];
    try (Scope scope = Scope.openNoGrad()) {
      Tensor rows = queries.vectors();
      float[] all = Tensors.floats(rows);
      int width = queries.dimension();
      for (int i = 0; i < queries.size(); i++) {
        this.queries[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
      }
    }
  }

  /** What was measured of queries. */
  public record Answers(String name, double medianMillis, double p99Millis, double recall) {}

  /**
   * What was measured of an index that was written.
   *
   * @param seconds to write it, with what it measures itself
   * @param bytes of its files
   */
  public record Built(IndexInfo info, double seconds, long bytes) {}

  /** Writes an index over a table into a new folder, or adds a table to the index that is there. */
  public Built build(String name, Path table, boolean anew, FeatureProgress progress) {
    Path index = folder.resolve(name);
    if (anew) {
      delete(index);
    }
    long start = System.nanoTime();
    IndexInfo info;
    // Approximate whatever exact search takes, so that both are measured.
    IndexOptions options = IndexOptions.defaults().withExactMillis(0);
    try (SearchIndexWriter writer = SearchIndexWriter.open(index, options)) {
      writer.add(table, progress);
      info = writer.commit();
    }
    return new Built(info, (System.nanoTime() - start) / 1e9, bytes(index));
  }

  /**
   * Asks all queries exactly with four and two bytes a value, approximately, and with filters that
   * a tenth, a hundredth and a thousandth of the rows match.
   */
  public List<Answers> ask(String name, BenchProgress progress) {
    Path index = folder.resolve(name);
    List<Answers> all = new ArrayList<>();
    List<List<Hit>> truth = new ArrayList<>();
    int done = 0;
    progress.to(done, KINDS);
    try (SearchIndex there = SearchIndex.open(index)) {
      all.add(ask("exact", there, new Query(K, Filter.all(), true), truth, true));
      all.add(ask("approximate", there, new Query(K, Filter.all(), false), truth, false));
      for (int oneIn : new int[] {10, 100, 1000}) {
        Filter filter = Filter.of("attr." + ViewedImages.ATTRIBUTE, List.of(String.valueOf(oneIn)));
        List<List<Hit>> filtered = new ArrayList<>();
        String what = ", filter of 1 in " + oneIn;
        all.add(ask("exact" + what, there, new Query(K, filter, true), filtered, true));
        all.add(ask("approximate" + what, there, new Query(K, filter, false), filtered, false));
        progress.to(++done, KINDS);
      }
    }
    try (SearchIndex half = SearchIndex.open(index, true)) {
      all.add(1, ask("exact, half", half, new Query(K, Filter.all(), true), truth, false));
      progress.to(KINDS, KINDS);
      return all;
    }
  }

  private Answers ask(
      String name, SearchIndex index, Query query, List<List<Hit>> truth, boolean isTruth) {
    double[] millis = new double[queries.length];
    double recall = 0;
    for (int i = 0; i < Math.min(WARM_UP, queries.length); i++) {
      index.search(queries[i], query);
    }
    for (int i = 0; i < queries.length; i++) {
      long start = System.nanoTime();
      List<Hit> hits = index.search(queries[i], query);
      millis[i] = (System.nanoTime() - start) / 1e6;
      if (isTruth) {
        truth.add(hits);
      }
      recall += recall(truth.get(i), hits);
    }
    Arrays.sort(millis);
    return new Answers(
        name,
        millis[millis.length / 2],
        millis[(int) (0.99 * (millis.length - 1))],
        recall / queries.length);
  }

  /** The share of the nearest that were found; equal ones may stand for each other. */
  private static double recall(List<Hit> truth, List<Hit> hits) {
    if (truth.isEmpty()) {
      return 1;
    }
    double least = truth.get(truth.size() - 1).similarity() - TIE;
    long found = hits.stream().filter(hit -> hit.similarity() >= least).count();
    return Math.min(1, (double) found / truth.size());
  }

  /** Bytes of the files in a folder. */
  public static long bytes(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw InputFile.unreadableFolder(folder, e);
    }
  }

  private static void delete(Path index) {
    if (!Files.isDirectory(index)) {
      return;
    }
    try (Stream<Path> files = Files.list(index)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw InputFile.unreadableFolder(index, e);
    }
  }
}
