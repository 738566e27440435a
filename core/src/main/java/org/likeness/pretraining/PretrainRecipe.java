package org.likeness.pretraining;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.View;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.features.FeatureKind;
import org.likeness.io.FileNames;
import org.likeness.method.Ingredients;
import org.likeness.method.Method;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.optim.OptimizerChoice;
import org.likeness.optim.OptimizerEntry;
import org.likeness.optim.Optimizers;
import org.likeness.option.OptionField;
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
 * @param preset of the method, which the recipe was bound with; empty for none, and for a resolved
 *     recipe, in which the preset's values are the recipe's own
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
 * @param card what the run's card says of licences
 */
public record PretrainRecipe(
    Recipe resolved,
    MethodEntry<?> method,
    Optional<String> preset,
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
    List<BoundEvaluation> summarised,
    CardOptions card) {
  /** Former keys of older recipes and runs, with the present ones. */
  private static final Map<String, String> FORMER =
      Map.of(
          "train.momentum", "optimizer.momentum",
          "train.max-skipped", "data.max-skipped",
          "monitor.k", "monitor.knn.k",
          "monitor.tau", "monitor.knn.tau",
          "summary.k", "summary.knn.k",
          "summary.tau", "summary.knn.tau",
          "summary.grid-k", "summary.knn.grid-k",
          "summary.grid-tau", "summary.knn.grid-tau");

  private static final String OPTIMIZER = "train.optimizer";
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
   * @throws InputException for an unknown method, backbone, optimizer, evaluation, section or key,
   *     a wrong type or a value out of range, or groups of norms that are too small
   */
  public static PretrainRecipe of(Recipe written) {
    Recipe recipe = written.renamed(FORMER);
    MethodSettings.each(recipe).forEach((name, own) -> check(recipe, name, own));
    MethodEntry<?> method =
        named(recipe, "method", Methods::named, recipe.text("method").orElse("invaspread"));
    MethodSettings settings = MethodSettings.of(method.name());
    Recipe layered = ClassChoice.withNames(settings.with(recipe));
    PretrainRecipe usual = defaults(method, layered);
    Recipe resolved = usual.chosen(layered).resolve(usual.sections());
    BackboneOptions backbone = backbone(resolved);
    named(resolved, "backbone.name", Backbones::named, backbone.name());
    TrainOptions train = resolved.bind("train", usual.train);
    ViewOptions view = resolved.bind("view", usual.view);
    requireGroups(resolved, backbone, train.batch());
    requirePatches(resolved, backbone, view);
    return new PretrainRecipe(
        resolved,
        usual.method,
        settings.preset(recipe),
        resolved.bind("options", usual.options),
        Long.parseLong(resolved.text("seed").orElse("0")),
        resolved.text("init").orElse(""),
        resolved.bind("data", usual.data),
        resolved.bind("split", usual.split),
        backbone,
        view,
        train,
        usual.optimizer.entry().with(resolved.bind("optimizer", usual.optimizer.options())),
        resolved.bind(EvaluationSection.MONITOR, usual.monitor, names(usual.monitored)),
        EvaluationSection.bound(resolved, EvaluationSection.MONITOR, usual.monitored),
        resolved.bind(EvaluationSection.SUMMARY, usual.summary, names(usual.summarised)),
        EvaluationSection.bound(resolved, EvaluationSection.SUMMARY, usual.summarised),
        resolved.bind(CardOptions.SECTION, usual.card));
  }

  /** The recipe of a method with all defaults. */
  public static PretrainRecipe defaults(MethodEntry<?> method) {
    return defaults(method, Recipe.empty("defaults"));
  }

  /** With the optimizer and the evaluations that a recipe names, all by their defaults. */
  private static PretrainRecipe defaults(MethodEntry<?> method, Recipe recipe) {
    return defaults(
        method,
        optimizer(recipe),
        EvaluationSection.monitor(recipe),
        EvaluationSection.summary(recipe));
  }

  /** Checks the keys of what a recipe says for one method alone. */
  private static void check(Recipe recipe, String method, Recipe own) {
    PretrainRecipe usual = defaults(Methods.named(method), MethodSettings.said(recipe, method));
    usual.chosen(own).requireKnown(usual.sections());
  }

  /** The recipe without options of evaluations and optimizers that were not chosen here. */
  private Recipe chosen(Recipe recipe) {
    Recipe listed = EvaluationSection.withoutUnlisted(recipe, EvaluationSection.MONITOR, monitored);
    return EvaluationSection.withoutUnlisted(listed, EvaluationSection.SUMMARY, summarised)
        .withoutOthers(
            "optimizer",
            OPTIMIZER,
            TrainOptions.defaults().optimizer(),
            optimizer.entry().name(),
            PretrainRecipe::takes);
  }

  /** True also for an optimizer that is not known here, whose options are not known either. */
  private static boolean takes(String optimizer, String key) {
    return Optimizers.all().stream()
        .filter(entry -> entry.name().equals(optimizer))
        .findFirst()
        .map(entry -> OptionField.of(entry.defaults().getClass()))
        .map(fields -> fields.stream().anyMatch(field -> field.key().equals(key)))
        .orElse(true);
  }

  private static BackboneOptions backbone(Recipe resolved) {
    return resolved.bind("backbone", BackboneOptions.defaults());
  }

  /** Refuses norms whose groups would have fewer than two images of a batch. */
  private static void requireGroups(Recipe recipe, BackboneOptions backbone, int batch) {
    try {
      backbone.requireGroups(batch);
    } catch (InputException e) {
      throw recipe.refusal("backbone.norm-groups", e);
    }
  }

  private static void requirePatches(Recipe recipe, BackboneOptions backbone, ViewOptions view) {
    try {
      backbone.requirePatches(view.size(), "view.size");
    } catch (InputException e) {
      throw recipe.refusal("backbone.vit.patch", e);
    }
  }

  /** What a name in a recipe stands for; a refusal says where the name was written. */
  private static <E> E named(Recipe recipe, String key, Function<String, E> find, String name) {
    try {
      return find.apply(name);
    } catch (InputException e) {
      throw recipe.refusal(key, e);
    }
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
        Optional.empty(),
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
        summarised,
        OptionRecords.defaults(CardOptions.class));
  }

  /**
   * Determined before all sections are known, since the section {@code optimizer} depends on it.
   */
  private static OptimizerEntry<?> optimizer(Recipe recipe) {
    String usual = TrainOptions.defaults().optimizer();
    String name = recipe.words(OPTIMIZER, List.of()).stream().findFirst().orElse(usual);
    return named(recipe, OPTIMIZER, Optimizers::named, name);
  }

  /**
   * Whether a part of this recipe has a key of its own, with what it says for the method alone.
   *
   * @param key in full, {@code train.lr}
   */
  boolean isSet(String key, Recipe part) {
    return MethodSettings.said(part.renamed(FORMER), method.name()).sets(key, sections());
  }

  /** The same recipe with the paths of other places; {@code resolved} stays as it is written. */
  PretrainRecipe withPaths(DataOptions newData, String newInit) {
    return with(preset, newData, newInit);
  }

  /** The same recipe, resolved from one that was bound with this preset. */
  public PretrainRecipe ofPreset(Optional<String> name) {
    return with(name, data, init);
  }

  private PretrainRecipe with(Optional<String> newPreset, DataOptions newData, String newInit) {
    return new PretrainRecipe(
        resolved,
        method,
        newPreset,
        options,
        seed,
        newInit,
        newData,
        split,
        backbone,
        view,
        train,
        optimizer,
        monitor,
        monitored,
        summary,
        summarised,
        card);
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
    return sections.section(CardOptions.SECTION, card);
  }

  /** Every key of the recipe with its value and its description, in the order of the file. */
  public List<OptionInfo> describe() {
    return sections().describe();
  }

  /** The values that are not the defaults of the method, of the optimizer or of an evaluation. */
  public Map<String, String> changed() {
    Map<String, String> usual = new HashMap<>();
    defaults(method, resolved)
        .describe()
        .forEach(option -> usual.put(option.key(), option.valueText()));
    Map<String, String> changed = new TreeMap<>();
    for (OptionInfo option : describe()) {
      if (!option.valueText().equals(usual.get(option.key()))) {
        changed.put(option.key(), option.valueText());
      }
    }
    return changed;
  }

  /**
   * The features that the monitor compares.
   *
   * @param evaluation the default of the evaluation
   */
  FeatureKind monitorFeatures(FeatureKind evaluation) {
    return monitor.features().of(evaluation, method.features());
  }

  /**
   * The features that the summary compares.
   *
   * @param evaluation the default of the evaluation
   */
  FeatureKind summaryFeatures(FeatureKind evaluation) {
    return summary.features().of(evaluation, method.features());
  }

  /**
   * The encoder's preprocessing outside training: small images are not cropped, large ones are
   * cropped as usual (256 to 224).
   */
  public Preprocessing preprocessing() {
    int size = view.size();
    int resize = size <= 64 ? size : Math.round(size * 8f / 7f);
    return new Preprocessing(resize, size, view.colour(), view.mean(), view.std());
  }

  /**
   * Builds the recipe's method for some training images, with new weights, outside any scope.
   *
   * @param images training images, n
   * @param classes number of classes, without names; 0 if there are no labels
   * @throws InputException if a view of the method cannot be cut into patches
   */
  public Method build(int images, int classes) {
    return build(images, classes, List.of());
  }

  private Method build(int images, int classes, List<String> names) {
    Method built = create(images, classes, names);
    for (View each : built.views().views()) {
      long[] shape = each.shape();
      long side = shape[shape.length - 1];
      backbone.requirePatches(side, side == view.size() ? "view.size" : "a view's side");
    }
    return built;
  }

  private Method create(int images, int classes, List<String> names) {
    return method.create(
        new Ingredients(
            images,
            train.batch(),
            train.stepsPerEpoch(images),
            backbone,
            init.isEmpty() ? Optional.empty() : Optional.of(FileNames.path(init)),
            view,
            preprocessing(),
            new RandomSource(seed),
            classes,
            names),
        options);
  }

  /** Builds the recipe's method for these training images and their classes. */
  public Method build(Dataset images) {
    int classes = PlanTargets.classes(images);
    List<String> names = images.classNames();
    return build(images.size(), classes, names.size() == classes ? names : List.of());
  }

  /**
   * One line for display: {@code InvaSpread, resnet18 (width 24, cifar stem), 32 x 32 pixels, 40
   * epochs of batch 128}.
   */
  public String phrase() {
    String network =
        backbone.isTransformer()
            ? "patches of " + backbone.vit().patch()
            : "width " + backbone.width() + ", " + OptionValues.name(backbone.stem()) + " stem";
    return String.format(
        Locale.ROOT,
        "%s, %s (%s), %d x %d pixels, %d epoch%s of batch %d",
        method.title(),
        backbone.name(),
        network,
        view.size(),
        view.size(),
        train.epochs(),
        train.epochs() == 1 ? "" : "s",
        train.batch());
  }
}
