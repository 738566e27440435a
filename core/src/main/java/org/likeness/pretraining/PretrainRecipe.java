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
 * @param resolved the whole recipe as it is written into the run: every key present
 * @param method what is trained
 * @param options the method's own settings
 * @param seed of all random numbers
 * @param init a safetensors file with the weights to begin from; empty for random ones
 * @param data where the images are
 * @param split which of them are learned from
 * @param backbone which network
 * @param view how random views are made
 * @param train how it is trained
 * @param optimizer what moves the parameters: {@code train.optimizer} with the section {@code
 *     optimizer}
 * @param monitor when and on what images training is watched
 * @param monitored what is measured then, in its order
 * @param summary on what images the result is measured
 * @param summarised what is measured at the end, in its order
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
  /** Former keys, which older recipes and runs have, and the present ones. */
  private static final Map<String, String> FORMER =
      Map.of(
          "train.momentum", "optimizer.momentum",
          "monitor.k", "monitor.knn.k",
          "monitor.tau", "monitor.knn.tau",
          "summary.k", "summary.knn.k",
          "summary.tau", "summary.knn.tau",
          "summary.grid-k", "summary.knn.grid-k",
          "summary.grid-tau", "summary.knn.grid-tau");

  private static final String METHOD = "what is trained; ./likeness methods lists them";
  private static final String SEED = "seed of all random numbers";
  private static final String INIT =
      "safetensors file with the weights to start from; random weights where empty";

  /**
   * Keeps what is bound.
   *
   * @throws IllegalArgumentException where an option is out of range
   */
  public PretrainRecipe {
    List.of(options, data, split, backbone, view, train, optimizer.options(), monitor, summary)
        .forEach(OptionRecords::check);
    monitored.forEach(evaluation -> OptionRecords.check(evaluation.options()));
    summarised.forEach(evaluation -> OptionRecords.check(evaluation.options()));
  }

  /**
   * Binds a recipe, with what its method and its preset bring along. The resolved form has every
   * value and neither {@code from}, {@code preset} nor {@code methods}.
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

  /** What a method is trained with where a recipe says nothing but its name. */
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

  /** Named before all sections are known, since which one it is decides one of them. */
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

  /** Every key of the recipe with its value here and what it means, in the order of the file. */
  public List<OptionInfo> describe() {
    return sections().describe();
  }

  /**
   * How the encoder sees an image outside training: small images whole, photographs with the usual
   * margin (256 for 224).
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
   * The recipe's method for some training images, with new values; built outside any scope.
   *
   * @param images training images, n
   * @param classes of their labels; 0 where there are none
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

  /** The recipe's method for these training images. */
  public Method build(Dataset images) {
    return build(images.size(), PlanTargets.classes(images));
  }

  /**
   * One line for people: {@code InvaSpread, resnet18 (width 24, cifar stem), 32 x 32 pixels, 40
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
