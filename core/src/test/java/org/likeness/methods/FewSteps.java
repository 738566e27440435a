package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.View;
import org.likeness.contract.SmallMethods;
import org.likeness.data.Batch;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.optim.Rates;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.torch.Tensors;
import org.likeness.train.NotFinite;
import org.likeness.train.Placement;
import org.likeness.train.TrainingStep;

/**
 * A few steps of training on the same numbers wherever they are computed: what two ways of
 * computing must agree on. Two batches that share half of their images take turns, so that the loss
 * of the last step tells of gradients, updates and what is written into a bank.
 */
final class FewSteps {
  private static final int STEPS = 3;
  private static final int BATCH = 32;
  private static final int IMAGES = 100;
  private static final int CLASSES = 3;

  /** The rate is so low that rounding has not grown much by the last step. */
  private static final String SMALL = "backbone.width=16 train.lr=0.003 train.batch=" + BATCH;

  private FewSteps() {}

  /**
   * The loss of each step.
   *
   * @param settings of the recipe {@code emoji}, apart by spaces; later ones count
   */
  static List<Double> losses(String... settings) {
    return losses(Recipes.named("emoji"), settings);
  }

  /** The same of a method with its small options ({@link SmallMethods}). */
  static List<Double> ofMethod(String method, String... settings) {
    String small = "method: %s\noptions: {%s}".formatted(method, SmallMethods.options(method));
    return losses(Recipes.named("emoji").merge(Recipe.parse(small, "small")), settings);
  }

  private static List<Double> losses(Recipe recipe, String... settings) {
    PretrainRecipe bound =
        PretrainRecipe.of(
            recipe.withAll(
                Stream.concat(Stream.of(SMALL), Stream.of(settings))
                    .flatMap(several -> Stream.of(several.split(" ", -1)))
                    .toList()));
    Method method = bound.build(IMAGES, CLASSES);
    Placement placement = Placement.of(method, bound.train());
    TrainingStep steps =
        new TrainingStep(
            method,
            placement,
            bound.optimizer().create(method.trainable()),
            BATCH,
            1,
            NotFinite.IGNORED);
    List<Batch> batches =
        List.of(placement.place(batch(method, 0)), placement.place(batch(method, BATCH / 2)));
    method.networks().forEach(network -> network.train(true));
    Rates rates = new Rates(bound.train().lr(), bound.train().lr(), bound.train().weightDecay());
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      Step step = new Step(i, STEPS, 0, 1);
      Optional<Batch> batch = Optional.of(batches.get(i % 2));
      losses.add(steps.run(() -> batch, step, rates).orElseThrow().loss());
    }
    return losses;
  }

  /** Images {@code first} and on, with targets where the method asks for them. */
  private static Batch batch(Method method, int first) {
    List<Tensor> views = new ArrayList<>();
    for (View view : method.views().views()) {
      float[] pixels = new float[BATCH * view.length()];
      RandomStream numbers = new RandomSource(0).stream(Purpose.EVALUATION, views.size(), first);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) (3 * numbers.nextDouble() - 1.5);
      }
      long[] shape = LongStream.concat(LongStream.of(BATCH), LongStream.of(view.shape())).toArray();
      views.add(Tensors.of(pixels, shape));
    }
    long[] indices = LongStream.range(first, first + BATCH).toArray();
    return new Batch(views, Tensors.of(indices, BATCH), targets(method.targets(), indices));
  }

  private static Optional<Tensor> targets(Targets asked, long[] indices) {
    return switch (asked) {
      case NONE -> Optional.empty();
      case INSTANCES -> Optional.of(Tensors.of(indices.clone(), BATCH));
      default ->
          Optional.of(
              Tensors.of(LongStream.of(indices).map(index -> index % CLASSES).toArray(), BATCH));
    };
  }

  /**
   * Throws where the first losses differ by more than a ten-thousandth, or the last by more than a
   * thousandth; with bfloat16 among the settings, by more than five thousandths and a hundredth: of
   * the loss, or of 1 for a smaller one such as a mean of cosines. A rate that is off by a
   * twentieth moves the last loss by three to nine thousandths.
   */
  static void assertAgree(List<Double> found, List<Double> expected, String settings) {
    boolean coarse = settings.contains("train.precision=bfloat16");
    double first = coarse ? 5e-3 : 1e-4;
    double last = coarse ? 1e-2 : 1e-3;
    assertThat(found).hasSameSizeAs(expected);
    int end = expected.size() - 1;
    assertClose("the first loss", found.get(0), expected.get(0), first);
    assertClose("the loss after " + end + " steps", found.get(end), expected.get(end), last);
  }

  private static void assertClose(String name, double found, double expected, double share) {
    assertThat(found).as(name).isCloseTo(expected, within(share * Math.max(1, Math.abs(expected))));
  }
}
