package org.likeness.data.source;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.likeness.data.Skips;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Where the images are and what is known of them. An empty string stands for "not given". */
public record DataOptions(
    @Option(help = "a folder, a tar, a CSV, an image, or the name of a data set") String source,
    @Option(
            help =
                "folder of the named data sets, the user's cache where empty; for a CSV the folder of its paths, its own where empty")
        String root,
    @Option(value = "true", help = "a named data set that is missing may be downloaded")
        boolean download,
    @Option(help = "CSV that describes the images of tar files; index.csv beside them where empty")
        String index,
    @Option(help = "column (CSV) or field (JSON) with the label; for CIFAR-100 fine or coarse")
        String label,
    @Option(help = "column or field with the group; a split keeps the images of a group together")
        String group,
    @Option(
            help =
                "column of the index that names the tar, with or without .tar; found by its values where empty")
        String shard,
    @Option(help = "column of the index that names the file in the tar") String file,
    @Option(help = "regular expression; images whose id contains a match are left out")
        String exclude,
    @Option(
            value = "100000000",
            range = "[1, inf)",
            help = "images with more pixels are counted as unreadable")
        long maxPixels,
    @Option(
            value = "" + Skips.USUAL_SHARE,
            range = "[0, 1]",
            help =
                "largest fraction of all images that may fail to decode; beyond it the command stops")
        double maxSkipped,
    @Option(
            value = "0",
            range = "[0, 256]",
            help = "headers that are read at once; 0 for twice the number of cores")
        int threads) {
  public DataOptions {
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
  }

  /**
   * Nothing excluded, columns by their usual names, downloads allowed, images of up to 100
   * megapixels.
   */
  public static DataOptions defaults() {
    return OptionRecords.defaults(DataOptions.class);
  }

  public DataOptions withSource(String newSource) {
    return OptionRecords.with(this, "source", newSource);
  }

  public DataOptions withRoot(String newRoot) {
    return OptionRecords.with(this, "root", newRoot);
  }

  public DataOptions withDownload(boolean newDownload) {
    return OptionRecords.with(this, "download", newDownload);
  }

  public DataOptions withIndex(String newIndex) {
    return OptionRecords.with(this, "index", newIndex);
  }

  /** The columns that are label and group; empty for the usual names. */
  public DataOptions withColumns(String newLabel, String newGroup) {
    return OptionRecords.with(OptionRecords.with(this, "label", newLabel), "group", newGroup);
  }

  /** The columns by which an index finds an image in a tar. */
  public DataOptions withShardColumns(String newShard, String newFile) {
    return OptionRecords.with(OptionRecords.with(this, "shard", newShard), "file", newFile);
  }

  public DataOptions withExclude(String newExclude) {
    return OptionRecords.with(this, "exclude", newExclude);
  }

  public DataOptions withMaxPixels(long newMaxPixels) {
    return OptionRecords.with(this, "max-pixels", newMaxPixels);
  }

  public DataOptions withMaxSkipped(double newMaxSkipped) {
    return OptionRecords.with(this, "max-skipped", newMaxSkipped);
  }

  /** How many headers are read at once, with the default resolved. */
  int scanThreads() {
    return threads == 0 ? Math.max(2, 2 * Runtime.getRuntime().availableProcessors()) : threads;
  }
}
