package org.likeness.server.studio;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.search.Filter;
import org.likeness.search.IndexEncoder;
import org.likeness.search.IndexInfo;
import org.likeness.search.IndexRow;
import org.likeness.search.IndexView;
import org.likeness.search.Query;
import org.likeness.search.SearchIndex;
import org.likeness.search.TableImages;
import org.likeness.server.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index that a studio shows, with its images and its encoder. Numbers of rows belong to one
 * state of it: a request that has numbers also has the state's version, as {@code v}. Thread-safe.
 */
final class ShownIndex implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShownIndex.class);
  private static final Duration LEAST = Duration.ofSeconds(2);

  /** Rows of the first screen of the grid on a large display. */
  private static final int FIRST_SCREEN = 150;

  private final SearchIndex index;
  private final TableImages images;
  private final Path runs;
  private final Object encoderLock = new Object();
  private Optional<IndexEncoder> encoder = Optional.empty();

  /**
   * Opens it.
   *
   * @param runs where its encoder is looked for
   * @throws InputException if it cannot be used
   */
  ShownIndex(Path folder, Path runs) {
    this.runs = runs;
    this.index = SearchIndex.open(folder);
    try {
      this.images = new TableImages(index.info().tables());
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  /** Searches once and makes the pictures of the first screen. Any failure is met again. */
  void warmUp(Thumbnails thumbnails) {
    try (IndexView view = index.view()) {
      if (view.info().rows() == 0) {
        return;
      }
      view.search(view.vector(view.row(0)), Query.of(1));
      for (IndexRow row : view.rows(Filter.all(), 0, FIRST_SCREEN)) {
        warmUp(thumbnails, view, row);
      }
    } catch (RuntimeException e) { // the studio has stopped meanwhile, for instance
      LOG.debug("the index is not warm", e);
    }
  }

  private void warmUp(Thumbnails thumbnails, IndexView view, IndexRow row) {
    try {
      thumbnails.of(pictureKey(view, row), Thumbnails.USUAL_SIDE, side -> image(row, side));
    } catch (IOException | InputException e) {
      LOG.debug("there is no picture of {}", row.id(), e);
    }
  }

  /** The present state; to be closed. */
  IndexView view() {
    return index.view();
  }

  /**
   * The present state; to be closed.
   *
   * @throws Refusal if the request's {@code v} is the version of another one (409)
   */
  IndexView view(Context context) {
    IndexView view = index.view();
    String version = context.queryParam("v");
    if (version != null && !version.equals(view.version())) {
      view.close();
      throw changed();
    }
    return view;
  }

  /** The refusal of a request whose numbers are those of another state. */
  static Refusal changed() {
    return new Refusal(Refusal.CONFLICT, "the index has changed: load the page again");
  }

  /**
   * Takes the newest state, unless that was done a moment ago.
   *
   * @throws InputException if it cannot be used
   */
  void refresh() {
    if (index.refresh(LEAST)) {
      images.add(index.info().tables());
    }
  }

  /**
   * A row by its number.
   *
   * @throws Refusal if there is none (404)
   */
  static IndexRow row(IndexView view, int number) {
    try {
      return view.row(number);
    } catch (IndexOutOfBoundsException e) {
      throw new Refusal(
          Refusal.NOT_FOUND,
          "there is no row %,d: the index has %,d".formatted(number, view.info().rows()));
    }
  }

  /** The image of a row. */
  Image image(IndexRow row, int leastSide) {
    return images.load(row, leastSide);
  }

  /** Names the content of a row's image: its file as it is now, or the state of the index. */
  String pictureKey(IndexView view, IndexRow row) throws IOException {
    Optional<Path> file = images.file(row);
    String content =
        file.isPresent()
            ? Files.size(file.get()) + " " + Files.getLastModifiedTime(file.get())
            : view.version();
    return row.table() + ":" + row.id() + " " + content;
  }

  /**
   * The encoder of a state of the index, loaded when it is first needed.
   *
   * @throws InputException if it is not found
   */
  IndexEncoder encoder(IndexInfo info) {
    synchronized (encoderLock) {
      boolean same =
          encoder
              .filter(known -> known.encoder().hash().equals(info.encoderHash()))
              .filter(known -> known.features() == info.features())
              .isPresent();
      if (!same) {
        encoder = Optional.of(IndexEncoder.find(info, runs));
      }
      return encoder.orElseThrow();
    }
  }

  @Override
  public void close() throws IOException {
    try (images) {
      index.close();
    }
  }
}
