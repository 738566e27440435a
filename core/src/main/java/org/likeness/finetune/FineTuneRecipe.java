package org.likeness.finetune;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.SplitOptions;
import org.likeness.pretraining.TestClasses;
import org.likeness.recipe.Recipe;
import org.likeness.train.TrainOptions;

/**
 * The recipe of a supervised run on the data of another run: its network, split and seed, its views
 * without the changes of colours, and the epochs, batch and rate of a protocol.
 */
final class FineTuneRecipe {
  /** A batch has at most this share of the images, so that an epoch has some updates. */
  private static final int PARTS = 4;

  private static final double SCRATCH_RATE = 0.12;

  private final PretrainRecipe base;
  private final DataOptions data;
  private final SplitOptions split;

  /**
   * The recipes on some images.
   *
   * @param base of the run whose encoder is fine-tuned
   * @param data where the images are
   * @param images the images
   */
  FineTuneRecipe(PretrainRecipe base, DataOptions data, Dataset images) {
    this.base = base;
    this.data = data;
    this.split = split(base.split(), images);
  }

  /**
   * The split of the run, learning from the classes that are tested, and from its validation images
   * too, since no epoch is chosen.
   */
  private static SplitOptions split(SplitOptions of, Dataset images) {
    SplitOptions whole = of.withShare(1).withShares(of.testShare(), 0, of.validationLimit());
    if (of.classes().isEmpty() || of.testClasses() == TestClasses.SAME) {
      return whole;
    }
    if (of.testClasses() == TestClasses.ALL) {
      return whole.withClasses(List.of(), TestClasses.ALL);
    }
    List<String> others =
        IntStream.range(0, images.size())
            .mapToObj(images::labelName)
            .distinct()
            .filter(name -> !name.isEmpty() && !of.classes().contains(name))
            .sorted()
            .toList();
    return whole.withClasses(others, TestClasses.SAME);
  }

  /** The split of the images by a share of the labels. */
  SplitOptions split(double share) {
    return split.withShare(share);
  }

  /**
   * The recipe without initial weights.
   *
   * @param images number of labelled images that are learned from
   */
  Recipe scratch(double share, int images, FineTuneOptions options) {
    int batch = batch(images, options);
    double rate =
        options.scratchLr() > 0
            ? options.scratchLr()
            : SCRATCH_RATE * batch / FineTuneProtocol.BATCH;
    return common(share, batch, epochs(share, images, options), options).with("train.lr", rate);
  }

  /**
   * The recipe of a student of the same network that learns a teacher's answers for all images.
   *
   * @param teacher folder of its classifier
   * @param images number of images
   */
  Recipe student(Path teacher, int images, FineTuneOptions options) {
    int batch = batch(images, options);
    return common(1, batch, options.distillEpochs(), options)
        .with("train.lr", SCRATCH_RATE * batch / FineTuneProtocol.BATCH)
        .with("options.teacher", teacher.toAbsolutePath().normalize());
  }

  /** The recipe that begins from a file of weights. */
  Recipe from(Path weights, double share, int images, FineTuneOptions options) {
    int batch = batch(images, options);
    double rate = options.lr() > 0 ? options.lr() : options.protocol().rate(batch);
    return common(share, batch, epochs(share, images, options), options)
        .with("train.lr", rate)
        .with("options.head-layers", options.headLayers())
        .with("init", weights.toAbsolutePath().normalize());
  }

  private static int batch(int images, FineTuneOptions options) {
    if (options.batch() > 0) {
      return options.batch();
    }
    int most = Math.max(2, images / PARTS);
    return Math.min(FineTuneProtocol.BATCH, Integer.highestOneBit(most));
  }

  private static int epochs(double share, int images, FineTuneOptions options) {
    int wanted = options.epochs() > 0 ? options.epochs() : options.protocol().epochs(share);
    int perEpoch = Math.max(1, images / batch(images, options));
    return Math.max(wanted, (options.updates() + perEpoch - 1) / perEpoch);
  }

  private Recipe common(double share, int batch, int epochs, FineTuneOptions options) {
    List<Double> milestones = options.protocol().milestones(epochs);
    TrainOptions train = base.train();
    Recipe recipe = Recipe.parse(base.resolved().toYaml(), "fine-tuning");
    for (String section :
        List.of("init", "options", "train", "optimizer", "monitor", "summary", "data", "split")) {
      recipe = recipe.without(section);
    }
    recipe = with(recipe, "data", data);
    recipe = with(recipe, "split", split(share));
    return recipe
        .with("method", "supervised")
        .with("view.jitter.probability", 0)
        .with("view.grayscale", 0)
        .with("view.blur.probability", 0)
        .with("view.solarize", 0)
        .with("train.epochs", epochs)
        .with("train.batch", batch)
        .with("train.weight-decay", options.protocol().weightDecay())
        .with("optimizer.nesterov", options.protocol().nesterov())
        .with("train.schedule", milestones.isEmpty() ? "cosine" : "step")
        .with("train.milestones", milestones)
        .with("train.device", train.device())
        .with("train.precision", train.precision())
        .with("train.channels-last", train.channelsLast())
        .with("train.threads", train.threads())
        .with("train.workers", train.workers())
        .with("train.checkpoint-epochs", 0)
        .with("monitor.every", 0);
  }

  private static Recipe with(Recipe recipe, String section, Record options) {
    Recipe set = recipe;
    for (OptionInfo option : OptionRecords.describe(options)) {
      set = set.with(section + "." + option.key(), option.value());
    }
    return set;
  }
}
