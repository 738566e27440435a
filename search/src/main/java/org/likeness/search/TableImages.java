package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.table.ImagesById;

/**
 * The images of an index: opens the data sets that its tables were made from, each when it is first
 * needed. A folder of images is not listed: its files are found by their ids. Thread-safe.
 */
public final class TableImages implements AutoCloseable {
  private final Map<String, Source> sources = new HashMap<>();
  private final List<Source> replaced = new ArrayList<>();
  private boolean closed;

  /** Of the tables of an index; none is opened. */
  public TableImages(List<IndexedTable> tables) {
    add(tables);
  }

  /** Learns of the tables that an index has got meanwhile. */
  public synchronized void add(List<IndexedTable> tables) {
    for (IndexedTable table : tables) {
      Source known = sources.get(table.name());
      if (known == null || !known.data.equals(table.data())) {
        sources.put(table.name(), new Source(table.data()));
        if (known != null) {
          replaced.add(known); // an image may just be read from it
        }
      }
    }
  }

  /**
   * Decodes the image of a row.
   *
   * @param leastSide a large JPEG is decoded at a reduced size whose shorter side has at least so
   *     many pixels; 0 for full size
   * @throws InputException if its file is gone, is a link that leads out of the folder, or cannot
   *     be read or decoded, or its data set is gone
   */
  public Image load(IndexRow row, int leastSide) {
    try {
      Optional<Path> file = file(row);
      if (file.isPresent()) {
        Path path = file.get();
        ImageDecoder.refuseTooLong(Files.size(path), path.toString());
        return ImageDecoder.decode(Files.readAllBytes(path), row.id(), leastSide);
      }
      Source source = source(row);
      if (source.path(row).isPresent()) {
        throw new InputException(
            "the image %s of the table %s is a link to a file outside of %s, which is not followed"
                .formatted(row.id(), row.table(), source.data));
      }
      return source.load(row, leastSide);
    } catch (NoSuchFileException e) {
      throw gone(row, e);
    } catch (IOException e) {
      throw new InputException("the image " + row.id() + " cannot be read: " + FileReason.of(e), e);
    }
  }

  /**
   * The file of a row, where its table was made from a folder of files and the file is there; empty
   * for other data sets, and where a link leads out of the folder.
   */
  public Optional<Path> file(IndexRow row) {
    Source source = source(row);
    return source.path(row).filter(source::isInside);
  }

  private synchronized Source source(IndexRow row) {
    if (closed) {
      throw new IllegalStateException("the images are closed");
    }
    Source source = sources.get(row.table());
    if (source == null) {
      throw new InputException("there is no table " + row.table() + " in the index");
    }
    return source;
  }

  private static InputException gone(IndexRow row, IOException e) {
    return new InputException(
        "the image "
            + row.id()
            + " of the table "
            + row.table()
            + " is gone: embed its data and index the table again",
        e);
  }

  /** Data sets that are open. */
  synchronized int open() {
    return (int)
        Stream.concat(sources.values().stream(), replaced.stream()).filter(Source::isOpen).count();
  }

  /** Closes the data sets that were opened. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    replaced.addAll(sources.values());
    sources.clear();
    IOException failure = null;
    for (Source source : replaced) {
      try {
        source.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    replaced.clear();
    if (failure != null) {
      throw failure;
    }
  }

  /** The data set of a table. */
  private static final class Source {
    private final String data;
    private final Optional<Path> folder;
    private Optional<Dataset> dataset = Optional.empty();
    private Optional<ImagesById> byId = Optional.empty();

    Source(String data) {
      this.data = requireNonNull(data, "data is null");
      this.folder = folder(data);
    }

    private static Optional<Path> folder(String data) {
      try {
        return Optional.of(Path.of(data).toAbsolutePath().normalize()).filter(Files::isDirectory);
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    /** What the id of a row names in the folder, a file or a link to one. */
    Optional<Path> path(IndexRow row) {
      try {
        return folder
            .map(root -> root.resolve(row.id()).normalize())
            .filter(path -> path.startsWith(folder.get()) && Files.isRegularFile(path));
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    /** Whether the file itself is in the folder, wherever links lead. */
    boolean isInside(Path path) {
      try {
        return path.toRealPath().startsWith(folder.orElseThrow().toRealPath());
      } catch (IOException e) { // it is gone
        return false;
      }
    }

    Image load(IndexRow row, int leastSide) throws IOException {
      Dataset images = open();
      int number =
          byId.orElseThrow()
              .number(row.index(), row.id())
              .orElseThrow(() -> new NoSuchFileException(row.id()));
      return images.load(number, leastSide);
    }

    private synchronized Dataset open() {
      if (dataset.isEmpty()) {
        Dataset opened = Datasets.open(data, DataOptions.defaults().withDownload(false));
        byId = Optional.of(new ImagesById(opened));
        dataset = Optional.of(opened);
      }
      return dataset.get();
    }

    synchronized boolean isOpen() {
      return dataset.isPresent();
    }

    synchronized void close() throws IOException {
      if (dataset.isPresent()) {
        dataset.get().close();
      }
    }
  }
}
