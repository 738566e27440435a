package org.likeness.pretraining;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.method.Ingredients;
import org.likeness.method.Method;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.optim.OptimizerChoice;
import org.likeness.optim.OptimizerEntry;
import org.likeness.optim.Optimizers;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;
import org.likeness.train.PlanTargets;
import org.likeness.train.TrainOptions;

/**
 * A recipe with every section bound to its options, checked before any image is read.
 *
 * @param resolved the complete recipe as written to the run, with every key
 * @param method the method
 * @param options the method's options
 * @param seed of all random numbers
 * @param init a safetensors file with initial weights; empty for random ones
 * @param data the data set
 * @param split how the images are split into parts
 * @param backbone architecture of the backbone
 * @param view options of random views
 * @param train training options
 * @param optimizer the optimizer: {@code train.optimizer} with the section {@code optimizer}
 * @param monitor when and on which images the encoder is evaluated during training
 * @param monitored the evaluations during training, in their order
 * @param summary on which images the result is evaluated
 * @param summarised the evaluations at the end, in their order
 */
public record PretrainRecipe(
    Recipe resolved,
    MethodEntry<?> method,
    Record options,
    long seed,
    String init,
    DataOptions data,
    SplitOptions split,
    BackboneOptions backbone,
    ViewOptions view,
    TrainOptions train,
    OptimizerChoice optimizer,
    MonitorOptions monitor,
    List<BoundEvaluation> monitored,
    SummaryOptions summary,
    List<BoundEvaluation> summarised) {
  /** Former keys of older recipes and runs, with the present ones. */
  private static final Map<String, String> FORMER =
      Map.of(
          "train.momentum", "optimizer.momentum",
          "monitor.k", "monitor.knn.k",
          "monitor.tau", "monitor.knn.tau",
          "summary.k", "summary.knn.k",
          "summary.tau", "summary.knn.tau",
          "summary.grid-k", "summary.knn.grid-k",
          "summary.grid-tau", "summary.knn.grid-tau");

  private static final String METHOD = "training method, one of ./likeness methods";
  private static final String SEED = "seed of all random numbers";
  private static final String INIT =
      "safetensors file with initial weights; empty for random weights";

  /**
   * Checks all options.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  public PretrainRecipe {
    List.of(options, data, split, backbone, view, train, optimizer.options(), monitor, summary)
        .forEach(OptionRecords::check);
    monitored.forEach(evaluation -> OptionRecords.check(evaluation.options()));
    summarised.forEach(evaluation -> OptionRecords.check(evaluation.options()));
  }

  /**
   * Binds a recipe, with the defaults of its method and its preset. The resolved recipe has every
   * value, but not {@code from}, {@code preset} or {@code methods}.
   *
   * @throws org.likeness.error.InputException for an unknown method, section or key, a wrong type
   *     or a value out of range
   */
  public static PretrainRecipe of(Recipe written) {
    Recipe recipe = written.renamed(FORMER);
    MethodEntry<?> method = Methods.named(recipe.text("method").orElse("invaspread"));
    Recipe layered = MethodSettings.of(method.name()).with(recipe);
    PretrainRecipe usual =
        defaults(
            method,
            optimizer(layered),
            EvaluationSection.monitor(layered),
            EvaluationSection.summary(layered));
    Recipe resolved = layered.resolve(usual.sections());
    return new PretrainRecipe(
        resolved,
        usual.method,
        resolved.bind("options", usual.options),
        Long.parseLong(resolved.text("seed").orElse("0")),
        resolved.text("init").orElse(""),
        resolved.bind("data", usual.data),
        resolved.bind("split", usual.split),
        resolved.bind("backbone", usual.backbone),
        resolved.bind("view", usual.view),
        resolved.bind("train", usual.train),
        usual.optimizer.entry().with(resolved.bind("optimizer", usual.optimizer.options())),
        resolved.bind(EvaluationSection.MONITOR, usual.monitor, names(usual.monitored)),
        EvaluationSection.bound(resolved, EvaluationSection.MONITOR, usual.monitored),
        resolved.bind(EvaluationSection.SUMMARY, usual.summary, names(usual.summarised)),
        EvaluationSection.bound(resolved, EvaluationSection.SUMMARY, usual.summarised));
  }

  /** The recipe of a method with all defaults. */
  public static PretrainRecipe defaults(MethodEntry<?> method) {
    Recipe nothing = Recipe.empty("defaults");
    return defaults(
        method,
        Optimizers.named(TrainOptions.defaults().optimizer()),
        EvaluationSection.monitor(nothing),
        EvaluationSection.summary(nothing));
  }

  private static List<String> names(List<BoundEvaluation> evaluations) {
    return evaluations.stream().map(evaluation -> evaluation.entry().name()).toList();
  }

  private static PretrainRecipe defaults(
      MethodEntry<?> method,
      OptimizerEntry<?> optimizer,
      List<BoundEvaluation> monitored,
      List<BoundEvaluation> summarised) {
    return new PretrainRecipe(
        Recipe.empty("defaults"),
        method,
        method.defaults(),
        0,
        "",
        OptionRecords.defaults(DataOptions.class),
        OptionRecords.defaults(SplitOptions.class),
        OptionRecords.defaults(BackboneOptions.class),
        OptionRecords.defaults(ViewOptions.class),
        OptionRecords.defaults(TrainOptions.class),
        optimizer.with(optimizer.defaults()),
        OptionRecords.defaults(MonitorOptions.class),
        monitored,
        OptionRecords.defaults(SummaryOptions.class),
        summarised);
  }

  /**
   * Determined before all sections are known, since the section {@code optimizer} depends on it.
   */
  private static OptimizerEntry<?> optimizer(Recipe recipe) {
    return Optimizers.named(recipe.bind("train", TrainOptions.defaults()).optimizer());
  }

  private Sections sections() {
    Sections sections =
        new Sections()
            .value("method", method.name(), METHOD)
            .value("seed", seed, SEED)
            .value("init", init, INIT)
            .section("data", data)
            .section("split", split)
            .section("options", options)
            .section("backbone", backbone)
            .section("view", view)
            .section("train", train)
            .section("optimizer", optimizer.options());
    EvaluationSection.add(sections, EvaluationSection.MONITOR, monitor, monitored);
    EvaluationSection.add(sections, EvaluationSection.SUMMARY, summary, summarised);
    return sections;
  }

  /** Every key of the recipe with its value and its description, in the order of the file. */
  public List<OptionInfo> describe() {
    return sections().describe();
  }

  /**
   * The encoder's preprocessing outside training: small images are not cropped, large ones are
   * cropped as usual (256 to 224).
   */
  public Preprocessing preprocessing() {
    int size = view.size();
    int resize = size <= 64 ? size : Math.round(size * 8f / 7f);
    boolean rgb = view.colour() == ViewOptions.Colour.RGB;
    List<Double> mean = rgb ? view.mean() : List.of(0.0, 0.0, 0.0);
    List<Double> std = rgb ? view.std() : List.of(1.0, 1.0, 1.0);
    return new Preprocessing(resize, size, mean, std);
  }

  /**
   * Builds the recipe's method for some training images, with new weights, outside any scope.
   *
   * @param images training images, n
   * @param classes number of classes; 0 if there are no labels
   */
  public Method build(int images, int classes) {
    return method.create(
        new Ingredients(
            images,
            train.batch(),
            train.stepsPerEpoch(images),
            backbone,
            init.isEmpty() ? Optional.empty() : Optional.of(Path.of(init)),
            view,
            preprocessing(),
            new RandomSource(seed),
            classes),
        options);
  }

  /** Builds the recipe's method for these training images. */
  public Method build(Dataset images) {
    return build(images.size(), PlanTargets.classes(images));
  }

  /**
   * One line for display: {@code InvaSpread, resnet18 (width 24, cifar stem), 32 x 32 pixels, 40
   * epochs of batch 128}.
   */
  public String phrase() {
    return String.format(
        Locale.ROOT,
        "%s, %s (width %d, %s stem), %d x %d pixels, %d epoch%s of batch %d",
        method.title(),
        backbone.name(),
        backbone.width(),
        OptionValues.name(backbone.stem()),
        view.size(),
        view.size(),
        train.epochs(),
        train.epochs() == 1 ? "" : "s",
        train.batch());
  }
}
