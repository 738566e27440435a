package org.likeness.cli.command;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.likeness.cli.console.Readable;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;

/**
 * The images of a benchmark.
 *
 * @param all the whole data set
 * @param some the first images of it, or all
 */
record BenchImages(Dataset all, Dataset some) implements AutoCloseable {
  BenchImages {
    requireNonNull(all, "all is null");
    requireNonNull(some, "some is null");
  }

  /** The first {@code count} of a data set; all where that is 0 or as many. */
  static BenchImages of(Dataset all, int count) {
    return new BenchImages(
        all,
        count == 0 || count >= all.size()
            ? all
            : new Subset(all, IntStream.range(0, count).toArray(), "part of " + all.name()));
  }

  /** {@code 300 of 3,812 images of emoji}. */
  String phrase() {
    return (some.size() < all.size() ? Readable.count(some.size()) + " of " : "")
        + Readable.count(all.size(), "image")
        + " of "
        + all.name();
  }

  /** Adds the same to a JSON object. */
  void describe(Map<String, Object> object) {
    object.put("data", all.name());
    object.put("images", some.size());
    object.put("images_in_data", all.size());
  }

  @Override
  public void close() throws IOException {
    all.close();
  }
}
