package org.likeness.pretraining;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.encoder.InitialWeights;
import org.likeness.io.FileNames;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.train.LrScaling;
import org.likeness.train.TrainOptions;

/** Finds a recipe by name, or one that fits the images if none is named. */
public final class RecipeFinder {
  /** The recipe of a run without any option. */
  public static final String FIRST = "emoji";

  private static final String SMALL = "small";
  private static final String PHOTOS = "photos";

  /** The largest longer side of images for the recipe for small ones, in pixels. */
  private static final int SMALL_SIDE = 64;

  private RecipeFinder() {}

  /**
   * A recipe of the library by name, or a file if there is one of that name or it ends in {@code
   * .yaml}.
   *
   * @throws org.likeness.error.InputException if there is none, or it cannot be read
   */
  public static Recipe named(String nameOrFile) {
    String lower = nameOrFile.toLowerCase(Locale.ROOT);
    boolean file =
        lower.endsWith(".yaml")
            || lower.endsWith(".yml")
            || Files.isRegularFile(FileNames.path(nameOrFile));
    return file ? Recipe.read(FileNames.path(nameOrFile)) : Recipes.named(nameOrFile);
  }

  /**
   * The recipe that a user chose: the named one, or the recipe of the first run if neither a recipe
   * nor data are given; empty if it is to be chosen for the data.
   *
   * @param nameOrFile as for {@link #named(String)}
   * @param data whether data are given
   */
  public static Optional<Recipe> asked(Optional<String> nameOrFile, boolean data) {
    return nameOrFile
        .map(RecipeFinder::named)
        .or(() -> data ? Optional.empty() : Optional.of(named(FIRST)));
  }

  /**
   * Checks the settings and binds the data options, before any image is read: everything that
   * {@link #fitting} does not choose.
   *
   * @param named the recipe; empty if it is to be chosen for the data
   * @param given the caller's settings, including {@code data.source}
   * @throws org.likeness.error.InputException for an unknown setting
   */
  public static PretrainRecipe before(Optional<Recipe> named, Recipe given) {
    return PretrainRecipe.of(named.orElseGet(() -> Recipes.named(SMALL)).merge(given));
  }

  /**
   * The recipe that fits some images: chosen by the size of most of them, then with the network of
   * the initial weights, then with smaller batches and a lower rate if there are few images.
   *
   * @param dataset the images
   * @param given the caller's settings, such as {@code method} or {@code train.epochs}, which stay
   *     above what is chosen
   * @throws org.likeness.error.InputException if a setting, the images or the weights cannot be
   *     used
   */
  public static FittingRecipe fitting(Dataset dataset, Recipe given) {
    List<String> reasons = new ArrayList<>();
    String name = bySize(dataset);
    reasons.add(
        "Recipe %s: most images have %s %d pixels on their longer side"
            .formatted(name, name.equals(SMALL) ? "at most" : "more than", SMALL_SIDE));
    Recipe chosen = network(Recipes.named(name), given, reasons);
    chosen = batch(chosen, dataset, given, reasons);
    return new FittingRecipe(name, chosen.merge(given), reasons);
  }

  /** The name of the recipe whose views and network fit most images of a data set, by size. */
  public static String bySize(Dataset dataset) {
    int[] sides =
        IntStream.range(0, dataset.size()).map(i -> longerSide(dataset.info(i))).sorted().toArray();
    return sides.length > 0 && sides[sides.length / 2] > SMALL_SIDE ? PHOTOS : SMALL;
  }

  private static int longerSide(ImageInfo info) {
    return Math.max(info.width(), info.height());
  }

  /** Sets the network of the caller's initial weights. */
  private static Recipe network(Recipe recipe, Recipe given, List<String> reasons) {
    String init = given.text("init").orElse("");
    if (init.isEmpty()) {
      return recipe;
    }
    List<String> settings = InitialWeights.settings(FileNames.path(init));
    if (!settings.isEmpty()) {
      reasons.add("Network of the weights in %s: %s".formatted(init, String.join(", ", settings)));
    }
    return recipe.withAll(settings);
  }

  /** Sets batch and rate for few images, each unless the caller set it. */
  private static Recipe batch(Recipe recipe, Dataset dataset, Recipe given, List<String> reasons) {
    PretrainRecipe bound = PretrainRecipe.of(recipe.merge(given));
    int images =
        DataParts.of(dataset, bound.split(), new RandomSource(bound.seed())).train().size();
    TrainOptions usual = PretrainRecipe.of(forMethod(recipe, given)).train();
    if (images >= usual.batch() || bound.isSet("train.batch", given)) {
      return recipe;
    }
    int batch = Math.max(1, Integer.highestOneBit(images));
    Recipe chosen = recipe.with("train.batch", batch);
    boolean rateIsSet = bound.isSet("train.lr", given);
    if (!rateIsSet && bound.train().lrScaling() == LrScaling.NONE) {
      chosen = chosen.with("train.lr", usual.lr() * batch / usual.batch());
    }
    TrainOptions now = PretrainRecipe.of(chosen.merge(given)).train();
    reasons.add(
        rateIsSet
            ? "%,d training images: batch %d instead of the recipe's %d; learning rate %s as set"
                .formatted(images, now.batch(), usual.batch(), now.lr())
            : "%,d training images: batch %d and learning rate %s instead of the recipe's %d and %s"
                .formatted(images, now.batch(), now.lr(), usual.batch(), usual.lr()));
    return chosen;
  }

  /** The recipe with the caller's method and preset, without other settings of the caller. */
  private static Recipe forMethod(Recipe recipe, Recipe given) {
    Recipe set = recipe;
    for (String key : List.of("method", "preset")) {
      set = given.text(key).isPresent() ? set.with(key, given.text(key).get()) : set;
    }
    return set;
  }
}
