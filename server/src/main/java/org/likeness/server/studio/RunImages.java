package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.error.FileReason;
import org.likeness.image.Image;
import org.likeness.io.Json;
import org.likeness.run.RunLayout;
import org.likeness.server.Refusal;

/**
 * The images that runs learned from, by run and by their number in the run's own list, see {@link
 * RunDatasets}.
 *
 * <pre>
 * GET /api/runs/{run}/images/{index}?size=       a picture
 * GET /api/runs/{run}/images?from=&amp;count=&amp;find=  images whose id or label has the text
 * </pre>
 */
final class RunImages implements Consumer<RoutesConfig> {
  private static final int USUAL_SIZE = 128;
  private static final int MOST_LISTED = 500;

  private final RunsFolder runs;
  private final RunDatasets datasets;
  private final Thumbnails thumbnails;

  RunImages(RunsFolder runs, RunDatasets datasets, Thumbnails thumbnails) {
    this.runs = runs;
    this.datasets = datasets;
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
    try (RunDatasets.Lease lease = datasets.open(run)) {
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
    try (RunDatasets.Lease lease = datasets.open(run)) {
      String key = lease.pictureKey(index);
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
}
