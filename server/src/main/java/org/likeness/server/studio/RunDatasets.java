package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.FileState;
import org.likeness.data.ImageInfo;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.pretraining.OwnImages;
import org.likeness.pretraining.RunPaths;
import org.likeness.run.RunLayout;
import org.likeness.server.Refusal;
import org.slf4j.LoggerFactory;

/**
 * The data sets of runs, as the runs know them: where files were added or removed since, each image
 * keeps the number that it has in the run's own list. They are opened when they are needed, shared
 * by runs of equal options; a few stay open. Nothing is downloaded. Thread-safe.
 */
final class RunDatasets implements AutoCloseable {
  private static final int MOST_OPEN = 4;
  private static final int MOST_KNOWN = 500;
  private static final Duration OLD = Duration.ofSeconds(10);

  private final Map<DataOptions, Opened> opened = new LinkedHashMap<>(8, 0.75f, true);
  private final Map<Path, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
          return size() > MOST_KNOWN;
        }
      };
  private int numbers;
  private boolean closed;

  /** The data set of a run, by its recipe of some time. */
  private record Known(FileTime time, DataOptions options) {}

  /**
   * The images of a run, until it is closed.
   *
   * @throws InputException if they cannot be opened, or have changed
   */
  Lease open(RunLayout run) {
    Known recipe = recipe(run);
    Opened found = take(recipe.options());
    boolean old = System.nanoTime() - found.since > OLD.toNanos();
    try {
      return new Lease(this, found, found.of(run, recipe.time()));
    } catch (RuntimeException e) {
      release(found);
      if (old || !found.isOpen()) {
        retire(found);
      }
      if (old && e instanceof InputException) {
        return open(run); // its folder may have changed since it was opened
      }
      throw e;
    }
  }

  /** The data set of some options; it is opened when it is first read, outside of this lock. */
  private synchronized Opened take(DataOptions options) {
    if (closed) {
      throw Refusal.stopping();
    }
    Opened found =
        opened.computeIfAbsent(options, key -> new Opened(Integer.toString(numbers++), key));
    found.users++;
    closeUnused();
    return found;
  }

  /** The recipe of a run; read again when it has changed. */
  private Known recipe(RunLayout run) {
    FileTime time;
    try {
      time = Files.getLastModifiedTime(run.recipe());
    } catch (IOException e) {
      throw new Refusal(Refusal.NOT_FOUND, "the run " + run.name() + " is gone");
    }
    synchronized (known) {
      Known read = known.get(run.folder());
      if (read == null || !read.time().equals(time)) {
        read = new Known(time, RunPaths.recipe(run).data().withDownload(false));
        known.put(run.folder(), read);
      }
      return read;
    }
  }

  private synchronized void release(Opened data) {
    data.users--;
    if (data.users == 0 && data.retired) {
      data.close();
    }
    closeUnused();
  }

  /** Those who come next open it anew. */
  private synchronized void retire(Opened data) {
    if (opened.remove(data.options, data)) {
      data.retired = true;
      if (data.users == 0) {
        data.close();
      }
    }
  }

  private void closeUnused() {
    Iterator<Opened> oldest = opened.values().iterator();
    while (opened.size() > MOST_OPEN && oldest.hasNext()) {
      Opened data = oldest.next();
      if (data.users == 0) {
        oldest.remove();
        data.close();
      }
    }
  }

  /** Closes what is not in use; what is in use is closed when it is no longer. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Opened data : opened.values()) {
      data.retired = true;
      if (data.users == 0) {
        data.close();
      }
    }
    opened.clear();
  }

  /** The images of a run as it knows them, by its recipe of some time. */
  private record Restored(FileTime time, Dataset images) {}

  /** A data set that is open, or will be. */
  private static final class Opened {
    private final String key;
    private final DataOptions options;
    private final FutureTask<Dataset> whole;
    private final Map<Path, Restored> restored = new HashMap<>();
    private final long since = System.nanoTime();
    private int users;
    private boolean retired;

    Opened(String key, DataOptions options) {
      this.key = key;
      this.options = options;
      this.whole =
          new FutureTask<>(
              () -> Datasets.open(options.source(), options, (file, bytes, total) -> {}));
    }

    /** The images of a run, with its numbers; checked once. */
    Dataset of(RunLayout run, FileTime time) {
      Dataset images = whole();
      synchronized (restored) {
        Restored there = restored.get(run.folder());
        if (there == null || !there.time().equals(time)) {
          there = new Restored(time, OwnImages.restored(run, images, 1));
          OwnImages.requireSame(run, there.images());
          restored.put(run.folder(), there);
        }
        return there.images();
      }
    }

    private Dataset whole() {
      whole.run(); // by the first; the others wait for it
      try {
        return whole.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Refusal.stopping();
      }
    }

    private boolean isOpen() {
      try {
        return whole.isDone() && whole.get() != null;
      } catch (ExecutionException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    void close() {
      if (isOpen()) {
        Dataset images = whole();
        try {
          images.close();
        } catch (IOException e) {
          LoggerFactory.getLogger(RunDatasets.class).warn("{} cannot be closed", images.name(), e);
        }
      }
    }
  }

  /** The use of a data set, which stays open meanwhile; the images are those of the run. */
  record Lease(RunDatasets owner, Opened data, Dataset images) implements AutoCloseable {
    /** Names the data set as long as the studio runs; runs that share it number it differently. */
    String key() {
      return data.key;
    }

    /** Names the content of an image. */
    String pictureKey(int index) {
      ImageInfo info = RunImages.info(images, index);
      Optional<FileState> state;
      try {
        state = images.state(index);
      } catch (IOException e) { // loading it says why
        state = Optional.empty();
      }
      return key() + " " + state.orElse(FileState.UNKNOWN) + " " + info.id();
    }

    /** The number of the image with an id. */
    OptionalInt number(String id) {
      return IntStream.range(0, images.size())
          .filter(i -> images.info(i).id().equals(id))
          .findFirst();
    }

    /** What the page shows with a picture: {@code index}, {@code id}, {@code label}. */
    ObjectNode describe(int index) {
      return Json.object()
          .put("index", index)
          .put("id", RunImages.info(images, index).id())
          .put("label", images.labelName(index));
    }

    @Override
    public void close() {
      owner.release(data);
    }
  }
}
