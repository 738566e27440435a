package org.likeness.server.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.likeness.image.Image;
import org.likeness.search.Filter;
import org.likeness.search.IndexEncoder;
import org.likeness.search.IndexRow;
import org.likeness.search.Query;
import org.likeness.search.SearchIndex;
import org.likeness.search.TableImages;
import org.likeness.server.Refusal;
import org.slf4j.LoggerFactory;

/** The index that a studio shows, with its images and its encoder. Thread-safe. */
final class ShownIndex implements AutoCloseable {
  private static final long REFRESH_NANOS = 2_000_000_000L;

  private final SearchIndex index;
  private final TableImages images;
  private final Path runs;
  private Optional<IndexEncoder> encoder = Optional.empty();
  private long refreshed = System.nanoTime();
  private int generation;

  /**
   * Opens it.
   *
   * @param runs where its encoder is looked for
   * @throws org.likeness.error.InputException if it cannot be used
   */
  ShownIndex(Path folder, Path runs) {
    this.index = SearchIndex.open(folder);
    this.images = new TableImages(index.info().tables());
    this.runs = runs;
  }

  /** Does what the first search and the first picture would wait for. Any failure is met again. */
  void warmUp() {
    try {
      if (index.info().rows() > 0) {
        IndexRow first = index.row(0);
        index.search(index.vector(first), Query.of(1));
        index.rows(Filter.all(), 0, 1);
        Thumbnails.encoded(images.load(first, 1), 1);
      }
    } catch (IOException | RuntimeException e) {
      LoggerFactory.getLogger(ShownIndex.class).debug("the index is not warm", e);
    }
  }

  SearchIndex index() {
    return index;
  }

  /** Takes the newest state, unless that was done a moment ago. */
  synchronized void refresh() {
    if (System.nanoTime() - refreshed > REFRESH_NANOS) {
      if (index.refresh()) {
        generation++;
        images.add(index.info().tables());
      }
      refreshed = System.nanoTime();
    }
  }

  /** Counts the states taken; numbers of rows are those of one state. */
  synchronized int generation() {
    return generation;
  }

  /**
   * A row by its number.
   *
   * @throws Refusal if there is none (404)
   */
  IndexRow row(int number) {
    try {
      return index.row(number);
    } catch (IndexOutOfBoundsException e) {
      throw new Refusal(
          Refusal.NOT_FOUND,
          "there is no row %,d: the index has %,d".formatted(number, index.info().rows()));
    }
  }

  Image image(IndexRow row, int leastSide) {
    return images.load(row, leastSide);
  }

  /**
   * The index's encoder, loaded when it is first needed.
   *
   * @throws org.likeness.error.InputException if it is not found
   */
  synchronized IndexEncoder encoder() {
    if (encoder.isEmpty()) {
      encoder = Optional.of(IndexEncoder.find(index.info(), runs));
    }
    return encoder.get();
  }

  @Override
  public void close() throws IOException {
    index.close();
    images.close();
  }
}
