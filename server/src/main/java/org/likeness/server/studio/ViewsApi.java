package org.likeness.server.studio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.io.Json;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.server.DecodingLimit;
import org.likeness.server.Refusal;
import org.likeness.server.UploadedImages;
import org.likeness.server.Uploads;

/**
 * The views that training makes of an image, as {@code ./likeness augment} draws them, with the
 * options of the run's recipe or others.
 *
 * <pre>
 * GET  /api/runs/{run}/views?index=&amp;count=&amp;set=view.flip=0  of an image of the run
 * POST /api/runs/{run}/views?count=&amp;set=                    of the uploaded image
 * GET  /api/runs/{run}/view-options?set=                    the options and their help
 * </pre>
 */
final class ViewsApi implements Consumer<RoutesConfig> {
  private static final int MOST = 64;
  private static final int USUAL = 16;
  private static final int MOST_SETTINGS = 50;
  private static final int SIDE = 224;
  private static final int SMALL_WIDTH = 8;

  private final RunsFolder runs;
  private final RunDatasets images;
  private final Uploads uploads;
  private final DecodingLimit limit;
  private final Map<String, Built> built =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Built> eldest) {
          return size() > 8;
        }
      };

  /** The views of a recipe. */
  private record Built(PretrainRecipe recipe, Views views) {}

  ViewsApi(RunsFolder runs, RunDatasets images, Uploads uploads, DecodingLimit limit) {
    this.runs = runs;
    this.images = images;
    this.uploads = uploads;
    this.limit = limit;
  }

  @Override
  public void accept(RoutesConfig routes) {
    routes.get("/api/runs/{run}/views", this::ofRun);
    routes.post("/api/runs/{run}/views", this::ofUpload);
    routes.get("/api/runs/{run}/view-options", this::options);
  }

  private void ofRun(Context context) throws IOException {
    RunLayout run = runs.named(context.pathParam("run"));
    int index = Answers.number(context, "index", 0, 0, Integer.MAX_VALUE);
    Built views = built(run, context.queryParams("set"));
    try (RunDatasets.Lease lease = images.open(run)) {
      ObjectNode json = lease.describe(index);
      Answers.json(
          context,
          limit.with(
              () -> draw(json, views, RunImages.load(lease.images(), index, 0), index, context)));
    }
  }

  private void ofUpload(Context context) throws IOException {
    RunLayout run = runs.named(context.pathParam("run"));
    Built views = built(run, context.queryParams("set"));
    try (Uploads.Upload upload = uploads.read(context)) {
      Answers.json(
          context,
          new UploadedImages(limit)
              .decode(upload.bytes(), 0, image -> draw(Json.object(), views, image, 0, context)));
    }
  }

  private static ObjectNode draw(
      ObjectNode json, Built built, Image original, int number, Context context)
      throws IOException {
    int count = Answers.number(context, "count", USUAL, 1, MOST);
    long seed = Answers.number(context, "seed", (int) built.recipe().seed(), 0, Integer.MAX_VALUE);
    RandomSource random = new RandomSource(seed);
    json.put("original", data(original));
    json.put("width", original.width()).put("height", original.height());
    ArrayNode pictures = json.putArray("views");
    Views views = built.views();
    for (int epoch = 0; pictures.size() < count; epoch++) {
      for (int view = 0; view < views.size() && pictures.size() < count; view++) {
        View each = views.get(view);
        Optional<Image> picture =
            each.picture(original, random.stream(Purpose.AUGMENTATION, view, epoch, number));
        if (picture.isPresent()) {
          long[] shape = each.shape();
          pictures
              .addObject()
              .put("view", view + 1)
              .put("epoch", epoch + 1)
              .put("side", shape[shape.length - 1])
              .put("picture", data(picture.get()));
        }
      }
      if (pictures.isEmpty()) {
        throw new Refusal(
            Refusal.UNPROCESSABLE, "the views of this method are no images and cannot be shown");
      }
    }
    return json;
  }

  private static String data(Image image) throws IOException {
    Picture picture = Thumbnails.encoded(image, SIDE);
    return "data:"
        + picture.type()
        + ";base64,"
        + Base64.getEncoder().encodeToString(picture.bytes());
  }

  private void options(Context context) {
    RunLayout run = runs.named(context.pathParam("run"));
    PretrainRecipe recipe = built(run, context.queryParams("set")).recipe();
    ArrayNode all = Json.object().putArray("options");
    for (OptionInfo option : OptionRecords.describe(recipe.view())) {
      if (!option.key().equals("mean") && !option.key().equals("std")) {
        all.addObject()
            .put("key", "view." + option.key())
            .put("value", String.valueOf(option.value()))
            .put("help", option.help());
      }
    }
    Answers.json(context, all);
  }

  /** Builds the views of a run's recipe with some settings above it; keeps those asked for last. */
  private synchronized Built built(RunLayout run, List<String> settings) {
    if (settings.size() > MOST_SETTINGS
        || settings.stream().anyMatch(setting -> !setting.startsWith("view."))) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "the studio changes the options of views alone, at most " + MOST_SETTINGS);
    }
    Recipe written = Recipe.read(run.recipe());
    String key = written.toYaml() + settings;
    Built known = built.get(key);
    if (known == null) {
      PretrainRecipe recipe = PretrainRecipe.of(written.withAll(settings).with("init", ""));
      known = new Built(recipe, views(recipe));
      built.put(key, known);
    }
    return known;
  }

  /**
   * The views of a recipe's method. They do not depend on its network, memory and images, so the
   * method is built with small ones, which are freed with it.
   */
  private static Views views(PretrainRecipe recipe) {
    int images = Math.max(2, recipe.train().batch());
    PretrainRecipe small;
    try {
      small =
          PretrainRecipe.of(
              recipe
                  .resolved()
                  .with("backbone.name", "resnet18")
                  .with("backbone.norm", "batch")
                  .with("backbone.width", SMALL_WIDTH));
    } catch (InputException e) { // a method that wants another backbone
      return recipe.build(images, 2).views();
    }
    return small.build(images, 2).views();
  }
}
