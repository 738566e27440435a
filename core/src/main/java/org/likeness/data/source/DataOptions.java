package org.likeness.data.source;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Where the images are and what is known of them. An empty string stands for "not given".
 *
 * @param source a folder, a tar, a CSV, an image, or the name of a data set ({@link
 *     Datasets#all()})
 * @param root the folder where named data sets lie and are downloaded to, the user's cache if
 *     empty; for a CSV the folder that its paths are relative to, the CSV's own if empty
 * @param download whether a named data set that is not there may be downloaded
 * @param index the CSV that describes the images of tar files; {@code index.csv} beside them if
 *     empty
 * @param label the column (CSV) or field (JSON) that is the label; for CIFAR-100 the word fine or
 *     coarse
 * @param group the column or field of what a split must not part
 * @param shard the column of the index that names the tar, with or without {@code .tar}; found by
 *     its values if empty
 * @param file the column of the index that names the file in the tar
 * @param exclude images are left out whose id contains a match of this regular expression
 * @param maxPixels images with more pixels are counted as unreadable
 * @param threads how many headers are read at once; 0 for twice the number of processors
 */
public record DataOptions(
    String source,
    String root,
    boolean download,
    String index,
    String label,
    String group,
    String shard,
    String file,
    String exclude,
    long maxPixels,
    int threads) {
  public DataOptions {
    requireNonNull(source, "source is null");
    requireNonNull(root, "root is null");
    requireNonNull(index, "index is null");
    requireNonNull(label, "label is null");
    requireNonNull(group, "group is null");
    requireNonNull(shard, "shard is null");
    requireNonNull(file, "file is null");
    requireNonNull(exclude, "exclude is null");
    try {
      Pattern.compile(exclude);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "exclude must be a regular expression but is "
              + exclude
              + " ("
              + e.getDescription()
              + ")",
          e);
    }
    if (maxPixels < 1) {
      throw new IllegalArgumentException("max-pixels must be at least 1 but is " + maxPixels);
    }
    if (threads < 0 || threads > 256) {
      throw new IllegalArgumentException("threads must be in [0, 256] but is " + threads);
    }
  }

  /**
   * Nothing excluded, columns by their usual names, downloads allowed, images of up to 100
   * megapixels.
   */
  public static DataOptions defaults() {
    return new DataOptions("", "", true, "", "", "", "", "", "", 100_000_000, 0);
  }

  public DataOptions withSource(String newSource) {
    return new DataOptions(
        newSource, root, download, index, label, group, shard, file, exclude, maxPixels, threads);
  }

  public DataOptions withRoot(String newRoot) {
    return new DataOptions(
        source, newRoot, download, index, label, group, shard, file, exclude, maxPixels, threads);
  }

  public DataOptions withDownload(boolean newDownload) {
    return new DataOptions(
        source, root, newDownload, index, label, group, shard, file, exclude, maxPixels, threads);
  }

  public DataOptions withIndex(String newIndex) {
    return new DataOptions(
        source, root, download, newIndex, label, group, shard, file, exclude, maxPixels, threads);
  }

  /** The columns that are label and group; empty for the usual names. */
  public DataOptions withColumns(String newLabel, String newGroup) {
    return new DataOptions(
        source, root, download, index, newLabel, newGroup, shard, file, exclude, maxPixels,
        threads);
  }

  /** The columns by which an index finds an image in a tar. */
  public DataOptions withShardColumns(String newShard, String newFile) {
    return new DataOptions(
        source, root, download, index, label, group, newShard, newFile, exclude, maxPixels,
        threads);
  }

  public DataOptions withExclude(String newExclude) {
    return new DataOptions(
        source, root, download, index, label, group, shard, file, newExclude, maxPixels, threads);
  }

  public DataOptions withMaxPixels(long newMaxPixels) {
    return new DataOptions(
        source, root, download, index, label, group, shard, file, exclude, newMaxPixels, threads);
  }

  /** How many headers are read at once, with the default resolved. */
  int scanThreads() {
    return threads == 0 ? Math.max(2, 2 * Runtime.getRuntime().availableProcessors()) : threads;
  }
}
