package org.likeness.pretraining;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.method.Ingredients;
import org.likeness.method.Method;
import org.likeness.method.MethodEntry;
import org.likeness.methods.Methods;
import org.likeness.optim.OptimizerChoice;
import org.likeness.optim.OptimizerEntry;
import org.likeness.optim.Optimizers;
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
 * @param monitor what is measured on the way
 * @param summary what is measured at the end
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
    SummaryOptions summary) {

  /** Side of a view where a recipe names none, in pixels. */
  private static final int SIZE = 32;

  /**
   * Binds a recipe.
   *
   * @throws org.likeness.error.InputException for an unknown method, section or key, a wrong type
   *     or a value out of range
   */
  public static PretrainRecipe of(Recipe recipe) {
    MethodEntry<?> method = Methods.named(recipe.text("method").orElse("invaspread"));
    OptimizerEntry<?> optimizer = optimizer(recipe);
    Recipe resolved = recipe.resolve(sections(method, optimizer));
    return new PretrainRecipe(
        resolved,
        method,
        resolved.bind("options", method.defaults()),
        Long.parseLong(resolved.text("seed").orElse("0")),
        resolved.text("init").orElse(""),
        resolved.bind("data", DataOptions.defaults()),
        resolved.bind("split", SplitOptions.defaults()),
        resolved.bind("backbone", BackboneOptions.defaults()),
        resolved.bind("view", ViewOptions.defaults(SIZE)),
        resolved.bind("train", TrainOptions.defaults()),
        optimizer.with(resolved.bind("optimizer", optimizer.defaults())),
        resolved.bind("monitor", MonitorOptions.defaults()),
        resolved.bind("summary", SummaryOptions.defaults()));
  }

  /** Named before all sections are known, since which one it is decides one of them. */
  private static OptimizerEntry<?> optimizer(Recipe recipe) {
    return Optimizers.named(recipe.bind("train", TrainOptions.defaults()).optimizer());
  }

  private static Sections sections(MethodEntry<?> method, OptimizerEntry<?> optimizer) {
    return new Sections()
        .value("method", method.name())
        .value("seed", 0L)
        .value("init", "")
        .section("data", DataOptions.defaults())
        .section("split", SplitOptions.defaults())
        .section("options", method.defaults())
        .section("backbone", BackboneOptions.defaults())
        .section("view", ViewOptions.defaults(SIZE))
        .section("train", TrainOptions.defaults())
        .section("optimizer", optimizer.defaults())
        .section("monitor", MonitorOptions.defaults())
        .section("summary", SummaryOptions.defaults());
  }

  /**
   * How the encoder sees an image outside training: small pictures whole, photographs with the
   * usual margin (256 for 224).
   */
  public Preprocessing preprocessing() {
    int size = view.size();
    int resize = size <= 64 ? size : Math.round(size * 8f / 7f);
    List<Double> mean = view.colour().equals("rgb") ? view.mean() : List.of(0.0, 0.0, 0.0);
    List<Double> std = view.colour().equals("rgb") ? view.std() : List.of(1.0, 1.0, 1.0);
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
        backbone.stem(),
        view.size(),
        view.size(),
        train.epochs(),
        train.epochs() == 1 ? "" : "s",
        train.batch());
  }
}
