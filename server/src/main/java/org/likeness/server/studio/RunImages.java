package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.FileReason;
import org.likeness.image.Image;
import org.likeness.io.Json;
import org.likeness.pretraining.OwnImages;
import org.likeness.pretraining.RunPaths;
import org.likeness.run.RunLayout;
import org.likeness.server.Refusal;
import org.slf4j.LoggerFactory;

/**
 * The images that runs learned from, by run and by their number in the run's data set. Data sets
 * are opened when they are needed, shared by runs of equal options; a few stay open. Nothing is
 * downloaded.
 *
 * <pre>
 * GET /api/runs/{run}/images/{index}?size=       a picture
 * GET /api/runs/{run}/images?from=&amp;count=&amp;find=  images whose id or label has the text
 * </pre>
 */
final class RunImages implements Consumer<RoutesConfig>, AutoCloseable {
  private static final int MOST_OPEN = 4;
  private static final int MOST_KNOWN = 500;
  private static final int USUAL_SIZE = 128;
  private static final int MOST_LISTED = 500;

  private final RunsFolder runs;
  private final Thumbnails thumbnails;
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

  /** The data set of a run, by its recipe of some time. */
  private record Known(FileTime time, DataOptions options) {}

  RunImages(RunsFolder runs, Thumbnails thumbnails) {
    this.runs = runs;
    this.thumbnails = thumbnails;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/runs/{run}/images/{index}", this::picture);
    routes.get("/api/runs/{run}/images", this::list);
  }

  private void list(Context context) {
    RunLayout run = runs.named(context.pathParam("run"));
    int from = Answers.number(context, "from", 0, 0, Integer.MAX_VALUE);
    int count = Answers.number(context, "count", MOST_LISTED, 1, MOST_LISTED);
    String find =
        Optional.ofNullable(context.queryParam("find")).orElse("").strip().toLowerCase(Locale.ROOT);
    try (Lease lease = open(run)) {
      Dataset images = lease.images();
      ObjectNode json = Json.object();
      ArrayNode rows = json.putArray("images");
      int found = 0;
      for (int i = 0; i < images.size(); i++) {
        if (find.isEmpty()
            || images.info(i).id().toLowerCase(Locale.ROOT).contains(find)
            || images.labelName(i).toLowerCase(Locale.ROOT).contains(find)) {
          if (found >= from && rows.size() < count) {
            rows.add(lease.describe(i));
          }
          found++;
        }
      }
      Answers.json(context, json.put("found", found).put("all", images.size()));
    }
  }

  private void picture(Context context) throws IOException {
    RunLayout run = runs.named(context.pathParam("run"));
    int index = Answers.pathNumber(context, "index");
    int size = Answers.number(context, "size", USUAL_SIZE, 1, 1024);
    try (Lease lease = open(run)) {
      String key = lease.key() + " " + index;
      Answers.picture(context, thumbnails.of(key, size, side -> load(lease.images(), index, side)));
    }
  }

  /**
   * Decodes an image.
   *
   * @throws Refusal where there is no such image, or it cannot be decoded any more (404)
   */
  static Image load(Dataset images, int index, int leastSide) {
    ImageInfo info = info(images, index);
    try {
      return images.load(index, leastSide);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.NOT_FOUND, "%s cannot be read: %s".formatted(info.id(), FileReason.of(e)));
    }
  }

  /**
   * What is known of an image.
   *
   * @throws Refusal where there is no such image (404)
   */
  static ImageInfo info(Dataset images, int index) {
    if (index < 0 || index >= images.size()) {
      throw new Refusal(
          Refusal.NOT_FOUND,
          "there is no image %,d: %s has %,d".formatted(index, images.name(), images.size()));
    }
    return images.info(index);
  }

  /**
   * The images of a run, until it is closed.
   *
   * @throws org.likeness.error.InputException if they cannot be opened, or have changed
   */
  Lease open(RunLayout run) {
    Opened found = take(run);
    try {
      synchronized (found.checked) {
        if (!found.checked.contains(run.folder())) {
          OwnImages.requireSame(run, OwnImages.restored(run, found.images, 1));
          found.checked.add(run.folder());
        }
      }
      return new Lease(this, found);
    } catch (RuntimeException e) {
      release(found);
      throw e;
    }
  }

  private synchronized Opened take(RunLayout run) {
    DataOptions options = options(run);
    Opened found = opened.get(options);
    if (found == null) {
      Dataset whole = Datasets.open(options.source(), options, (file, bytes, total) -> {});
      found = new Opened(Integer.toString(numbers++), whole);
      opened.put(options, found);
    }
    found.users++;
    closeUnused();
    return found;
  }

  /** The options of a run's data set; its recipe is read again when it has changed. */
  private DataOptions options(RunLayout run) {
    FileTime time;
    try {
      time = Files.getLastModifiedTime(run.recipe());
    } catch (IOException e) {
      throw new Refusal(Refusal.NOT_FOUND, "the run " + run.name() + " is gone");
    }
    Known read = known.get(run.folder());
    if (read == null || !read.time().equals(time)) {
      read = new Known(time, RunPaths.recipe(run).data().withDownload(false));
      known.put(run.folder(), read);
    }
    return read.options();
  }

  private synchronized void release(Opened data) {
    data.users--;
    closeUnused();
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

  @Override
  public synchronized void close() {
    opened.values().forEach(Opened::close);
    opened.clear();
  }

  /** An open data set. */
  private static final class Opened {
    private final String key;
    private final Dataset images;
    private final Set<Path> checked = new HashSet<>();
    private int users;

    Opened(String key, Dataset images) {
      this.key = key;
      this.images = images;
    }

    void close() {
      try {
        images.close();
      } catch (IOException e) {
        LoggerFactory.getLogger(RunImages.class).warn("{} cannot be closed", images.name(), e);
      }
    }
  }

  /** The use of a data set, which stays open meanwhile. */
  record Lease(RunImages owner, Opened data) implements AutoCloseable {
    Dataset images() {
      return data.images;
    }

    /** Names the data set as long as the studio runs. */
    String key() {
      return data.key;
    }

    /** What the page shows with a picture: {@code index}, {@code id}, {@code label}. */
    ObjectNode describe(int index) {
      return Json.object()
          .put("index", index)
          .put("id", info(images(), index).id())
          .put("label", images().labelName(index));
    }

    @Override
    public void close() {
      owner.release(data);
    }
  }
}
