package org.likeness.pretraining;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.augment.ViewOptions;
import org.likeness.data.Dataset;
import org.likeness.data.LimitedDataset;
import org.likeness.image.Image;
import org.likeness.option.OptionValues;
import org.likeness.train.LrScaling;
import org.likeness.train.Precision;
import org.likeness.train.TrainOptions;

/**
 * Sentences about settings of a recipe that fit a run badly, whatever its method: without a full
 * stop, each with a value that fits.
 */
final class RecipeAdvice {
  /** A rate this many times the batch's is advised against. */
  private static final double FAR = 4;

  /** Images whose statistics are taken, and the side that suffices. */
  private static final int LOOKED = 64;

  /** Normalised channels have a mean of 0 and a deviation of 1; photographs stay well within. */
  private static final double LARGEST_MEAN = 1.5;

  private static final double LARGEST_FACTOR = 2.5;

  /** The least gain of bfloat16 that is worth a sentence. */
  private static final double GAIN = 1.15;

  /** The one method that draws for drop path. */
  private static final String DROPS_PATHS = "dino";

  private RecipeAdvice() {}

  /** Advice on the rate, on drop path and on the statistics of the images. */
  static List<String> of(PretrainRecipe recipe, Dataset images) {
    return Stream.of(rate(recipe), dropPath(recipe), statistics(recipe.view(), images))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Where the rate for one image of a batch is far above that of the method's own recipe: rates of
   * SGD grow with the batch (Goyal et al., arXiv 1706.02677), and one that stays when the batch
   * gets smaller is too high. Low rates are left alone, since authors have them on purpose, and so
   * are other optimizers and rates that scale by themselves.
   */
  static Optional<String> rate(PretrainRecipe recipe) {
    TrainOptions own = recipe.train();
    TrainOptions usual =
        MethodSettings.of(recipe.method().name()).defaults().bind("train", TrainOptions.defaults());
    boolean comparable =
        own.optimizer().equals("sgd")
            && usual.optimizer().equals("sgd")
            && own.lrScaling() == LrScaling.NONE
            && usual.lrScaling() == LrScaling.NONE
            && own.lr() > 0;
    int batch = own.batch() * own.accumulate();
    double fitting = usual.lr() * batch / usual.batch();
    double times = own.lr() / fitting;
    if (!comparable || times < FAR) {
      return Optional.empty();
    }
    return Optional.of(
        "train.lr of %s is high for batches of %d, as the method's recipe has %s for %d: %s fits, or train.lr-scaling=linear with a rate for 256"
            .formatted(
                OptionValues.number(own.lr()),
                batch,
                OptionValues.number(usual.lr()),
                usual.batch(),
                String.format(Locale.ROOT, "%.2g", fitting)));
  }

  /** Where a ViT is to leave out branches but the method has no random numbers for it. */
  static Optional<String> dropPath(PretrainRecipe recipe) {
    double share = recipe.backbone().vit().dropPath();
    return share == 0 || recipe.method().name().equals(DROPS_PATHS)
        ? Optional.empty()
        : Optional.of(
            "backbone.vit.drop-path of %s has no effect with %s, which drops no paths: 0 fits"
                .formatted(OptionValues.number(share), recipe.method().name()));
  }

  /**
   * Where the channels that the network sees are far from a mean of 0 and a deviation of 1, as with
   * the statistics of another data set. A recipe without normalisation (mean 0, deviation 1) means
   * it so.
   *
   * @param images some of which are decoded; those that cannot be are passed over
   */
  static Optional<String> statistics(ViewOptions view, Dataset images) {
    boolean none =
        view.mean().stream().allMatch(value -> value == 0)
            && view.std().stream().allMatch(value -> value == 1);
    if (view.colour() != ViewOptions.Colour.RGB || none) {
      return Optional.empty();
    }
    ChannelStatistics found = new ChannelStatistics();
    int step = Math.max(1, images.size() / LOOKED);
    Dataset unlimited = new LimitedDataset(images, 1); // those that fail are training's to count
    for (int i = 0; i < images.size() && found.images() < LOOKED; i += step) {
      image(unlimited, i).ifPresent(found::add);
    }
    if (found.images() == 0) {
      return Optional.empty();
    }
    for (int c = 0; c < view.mean().size(); c++) {
      double mean = (found.mean(c) - view.mean().get(c)) / view.std().get(c);
      double factor = found.deviation(c) / view.std().get(c);
      if (Math.abs(mean) > LARGEST_MEAN || factor > LARGEST_FACTOR || factor < 1 / LARGEST_FACTOR) {
        return Optional.of(
            "view.mean and view.std are those of other images: %s and %s fit these"
                .formatted(found.means(), found.deviations()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Image> image(Dataset images, int index) {
    try {
      return Optional.of(images.load(index, LOOKED));
    } catch (IOException e) { // training counts it
      return Optional.empty();
    }
  }

  /**
   * Where a short trial trains faster with bfloat16.
   *
   * @param now seconds of an epoch by the recipe
   * @param tried seconds with bfloat16
   */
  static Optional<String> precision(double now, double tried) {
    double gain = now / tried;
    return gain < GAIN
        ? Optional.empty()
        : Optional.of(
            "train.precision=%s trains about %.1f times as fast here, by a short trial"
                .formatted(OptionValues.name(Precision.BFLOAT16), gain));
  }
}
