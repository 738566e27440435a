package org.likeness.pretraining;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.data.Dataset;
import org.likeness.data.LimitedDataset;
import org.likeness.image.Image;
import org.likeness.option.OptionValues;
import org.likeness.torch.ComputeDevice;
import org.likeness.train.LrScaling;
import org.likeness.train.Precision;
import org.likeness.train.TrainOptions;

/**
 * Sentences about settings of a recipe that fit a run badly, whatever its method: without a full
 * stop, each with a value that fits.
 */
final class RecipeAdvice {
  /** Optimizers whose rates grow with the batch. */
  private static final Set<String> SCALED = Set.of("sgd", "lars");

  /** A rate this many times the batch's is advised against. */
  private static final double FAR = 4;

  /** Images whose statistics are taken, and the side that suffices. */
  private static final int LOOKED = 64;

  /** Normalised channels have a mean of 0 and a deviation of 1; photographs stay well within. */
  private static final double LARGEST_MEAN = 1.5;

  private static final double LARGEST_FACTOR = 2.5;

  /** A run of more seconds is worth a trial of another precision. */
  private static final double LONG_SECONDS = 120;

  /** The least gain of bfloat16 that is worth a sentence. */
  private static final double GAIN = 1.15;

  private RecipeAdvice() {}

  /**
   * Advice on the rate, on drop path and on the statistics of the images.
   *
   * @param seen how the encoder shows images to its network, in the colours that the method trains
   *     on
   */
  static List<String> of(PretrainRecipe recipe, Preprocessing seen, Dataset images) {
    return Stream.of(rate(recipe), dropPath(recipe), statistics(seen, images))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Where the rate for one image of a batch is far above that of the preset, or of the method's own
   * recipe if there is no preset: rates of SGD grow with the batch (Goyal et al., arXiv 1706.02677,
   * section 2.1), those of LARS too (SimCLR, arXiv 2002.05709, section 2.3), and one that stays
   * when the batch gets smaller is too high.
   *
   * <p>Low rates are exempt: those of long runs and of fine-tuning are low on purpose. For one
   * image DINO's with ResNet-50 (0.03 for 256) is a fortieth of that of its recipe here (0.3 for
   * 64), which has few updates. So are other optimizers, and rates that scale by themselves.
   */
  static Optional<String> rate(PretrainRecipe recipe) {
    TrainOptions own = recipe.train();
    TrainOptions usual =
        MethodSettings.of(recipe.method().name())
            .brought(recipe.preset())
            .bind("train", TrainOptions.defaults());
    boolean comparable =
        SCALED.contains(own.optimizer())
            && own.optimizer().equals(usual.optimizer())
            && own.lrScaling() == LrScaling.NONE
            && own.lr() > 0;
    int batch = own.batch() * own.accumulate();
    int usualBatch = usual.batch() * usual.accumulate();
    double fitting = usual.peakLr() * batch / usualBatch;
    double times = own.lr() / fitting;
    if (!comparable || times < FAR) {
      return Optional.empty();
    }
    return Optional.of(
        "train.lr of %s is high for batches of %d, as the %s has %s for %d: %s fits, or train.lr-scaling=linear with a rate for 256"
            .formatted(
                OptionValues.number(own.lr()),
                batch,
                recipe.preset().map(name -> "preset " + name).orElse("method's recipe"),
                OptionValues.number(usual.peakLr()),
                usualBatch,
                String.format(Locale.ROOT, "%.2g", fitting)));
  }

  /** Where a part of the images was to be for testing and they are too few for one image. */
  static Optional<String> untested(SplitOptions split, DataParts parts) {
    return split.testShare() == 0 || parts.test().size() > 0
        ? Optional.empty()
        : Optional.of(
            "none of the %d images is left for testing, so that nothing will say what the encoder is worth: use more images, or a split.test-share above %s"
                .formatted(parts.whole().size(), OptionValues.number(split.testShare())));
  }

  /** Where a ViT is to leave out branches but the method has no random numbers for it. */
  static Optional<String> dropPath(PretrainRecipe recipe) {
    double share = recipe.backbone().vit().dropPath();
    return share == 0 || recipe.method().dropsPaths()
        ? Optional.empty()
        : Optional.of(
            "backbone.vit.drop-path of %s has no effect with %s, which drops no paths: 0 fits"
                .formatted(OptionValues.number(share), recipe.method().name()));
  }

  /**
   * Where the channels that the network sees are far from a mean of 0 and a deviation of 1, as with
   * the statistics of another data set. A recipe without normalisation (mean 0, deviation 1) means
   * it so, and methods that train in other colours than RGB have statistics of their own (CMC).
   *
   * @param seen how images are shown to the network
   * @param images some of which are decoded; those that cannot be are passed over
   */
  static Optional<String> statistics(Preprocessing seen, Dataset images) {
    boolean none =
        seen.mean().stream().allMatch(value -> value == 0)
            && seen.std().stream().allMatch(value -> value == 1);
    if (seen.colour() != ViewOptions.Colour.RGB || none) {
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
    for (int c = 0; c < seen.mean().size(); c++) {
      double mean = (found.mean(c) - seen.mean().get(c)) / seen.std().get(c);
      double factor = found.deviation(c) / seen.std().get(c);
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

  /** Whether a run takes so long, in float32 on the processor, that bfloat16 is worth a trial. */
  static boolean isLongInFloat32(TrainOptions train, Cost cost) {
    return train.precision() == Precision.FLOAT32
        && train.device() == ComputeDevice.CPU
        && cost.secondsPerEpoch() * cost.epochsLeft() > LONG_SECONDS;
  }

  /**
   * Where a short trial trains faster with bfloat16.
   *
   * @param first of the run by its recipe
   * @param again the same, measured once more, if it was; the lower time counts
   * @param tried with bfloat16
   */
  static Optional<String> precision(Cost first, Optional<Cost> again, Cost tried) {
    double now =
        Math.min(
            first.secondsPerEpoch(), again.map(Cost::secondsPerEpoch).orElse(Double.MAX_VALUE));
    double gain = now / tried.secondsPerEpoch();
    return gain < GAIN
        ? Optional.empty()
        : Optional.of(
            "train.precision=%s trains about %.1f times as fast here, by a short trial"
                .formatted(OptionValues.name(Precision.BFLOAT16), gain));
  }
}
