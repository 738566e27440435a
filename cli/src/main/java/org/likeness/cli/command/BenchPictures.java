package org.likeness.cli.command;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.likeness.cli.console.Readable;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;

/**
 * The pictures of a bench.
 *
 * @param all of the data set
 * @param some the first of them, or all
 */
record BenchPictures(Dataset all, Dataset some) implements AutoCloseable {
  BenchPictures {
    requireNonNull(all, "all is null");
    requireNonNull(some, "some is null");
  }

  /** The first {@code count} of a data set; all where that is 0 or as many. */
  static BenchPictures of(Dataset all, int count) {
    return new BenchPictures(
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

  /** The same for an object. */
  void describe(Map<String, Object> object) {
    object.put("data", all.name());
    object.put("images", some.size());
    object.put("images_there", all.size());
  }

  @Override
  public void close() throws IOException {
    all.close();
  }
}
