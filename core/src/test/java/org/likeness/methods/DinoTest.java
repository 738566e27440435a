package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.Fixture;
import org.likeness.augment.BlurOptions;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.SecondViewOptions;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.VitOptions;
import org.likeness.data.Batch;
import org.likeness.method.Ingredients;
import org.likeness.method.RunSize;
import org.likeness.method.Step;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Schedules;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class DinoTest {
  private static final int B = 4;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Dino.Options options() {
    Dino.Options small = OptionRecords.with(Dino.Options.paper(), "out-dim", 12);
    small = OptionRecords.with(small, "hidden", 16);
    small = OptionRecords.with(small, "bottleneck", 8);
    return OptionRecords.with(small, "local", new LocalCropOptions(1, 8, 0.1, 0.3, 0.5));
  }

  private static Dino create(Dino.Options options) {
    return create(options, new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0));
  }

  private static Dino create(Dino.Options options, BackboneOptions backbone) {
    return new Dino(
        new Ingredients(
            24,
            B,
            6,
            backbone,
            ViewOptions.defaults(16).withBlur(new BlurOptions(1, 0.1, 2, BlurOptions.Kind.PIL)),
            new Preprocessing(16, 16, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)),
            new RandomSource(1)),
        options);
  }

  private static void backward(Dino method, Step step) {
    method.loss(batch(method), step).value().backward();
  }

  /** The same pixels in every batch. */
  private static Batch batch(Dino method) {
    List<Tensor> views = new ArrayList<>();
    for (int v = 0; v < method.views().size(); v++) {
      long side = method.views().get(v).shape()[1];
      views.add(FewRows.gaussian(v, B, (int) (3 * side * side)).view(B, 3, side, side));
    }
    long[] indices = {0, 1, 2, 3};
    return new Batch(views, Tensors.of(indices, B), Optional.empty());
  }

  private static Map<String, float[]> values(Dino method, String prefix) {
    Map<String, float[]> values = new LinkedHashMap<>();
    method
        .state()
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                values.put(name.substring(prefix.length()), Tensors.floats(tensor));
              }
            });
    return values;
  }

  /** The average is over parameters: batch norms keep statistics of their own. */
  @Test
  void theTeacherIsACopyAndThenAnAverageOfTheStudentsParameters() {
    Dino method = create(OptionRecords.with(options(), "momentum-teacher", 0.75));
    Map<String, float[]> first = values(method, "teacher.");
    first.forEach((name, value) -> assertThat(values(method, "").get(name)).isEqualTo(value));
    try (NoGradGuard noGrad = new NoGradGuard()) {
      for (ParameterGroup group : method.trainable()) {
        group.parameters().forEach(parameter -> parameter.add_(new Scalar(1)));
      }
      method.state().tensors().get("backbone.bn1.running_mean").add_(new Scalar(1));
      method.afterStep(new Step(0, 10, 0, 1));
    }
    Map<String, float[]> after = values(method, "teacher.");
    assertThat(after.get("backbone.conv1.weight")[0])
        .isCloseTo(first.get("backbone.conv1.weight")[0] + 0.25f, within(1e-6f));
    assertThat(after.get("last.weight_v")[3])
        .isCloseTo(first.get("last.weight_v")[3] + 0.25f, within(1e-6f));
    assertThat(after.get("backbone.bn1.running_mean"))
        .isEqualTo(first.get("backbone.bn1.running_mean"));
  }

  /** With the same momentum of 0 at the end, where the default of 1 keeps the old teacher. */
  @ParameterizedTest
  @CsvSource({"0, 0, true", "9, 0, true", "0, 1, true", "9, 1, false"})
  void aTeacherMayBeACopyOfTheLastStep(int index, double end, boolean copied) {
    Dino.Options options = OptionRecords.with(options(), "momentum-teacher", 0);
    Dino method = create(OptionRecords.with(options, "momentum-teacher-end", end));
    try (NoGradGuard noGrad = new NoGradGuard()) {
      for (ParameterGroup group : method.trainable()) {
        group.parameters().forEach(parameter -> parameter.add_(new Scalar(1)));
      }
      method.afterStep(new Step(index, 10, 0, 1));
    }
    Map<String, float[]> student = values(method, "");
    for (String name : List.of("backbone.conv1.weight", "last.weight_v")) {
      assertThat(Arrays.equals(values(method, "teacher.").get(name), student.get(name)))
          .as(name)
          .isEqualTo(copied);
    }
  }

  @Test
  void theEncoderIsTheTeacherUpToItsBottleneck() {
    Dino method = create(options());
    assertThat(method.encoder().network().embeddingSize()).isEqualTo(8);
    assertThat(method.encoder().network().weights().get("head.layers.2.fc.weight").data_ptr())
        .isEqualTo(method.state().tensors().get("teacher.head.layers.2.fc.weight").data_ptr());
  }

  /** It begins there too: log D, with 12 outputs. */
  @Test
  void aLossOfLogDWarnsFromALaterEpochOn() {
    Dino method = create(options());
    assertThat(method.collapsedLoss(B).orElseThrow()).isCloseTo(Math.log(12), within(1e-12));
    assertThat(method.collapseFrom()).isEqualTo(10);
  }

  @Test
  void aSlowTeacherIsAdvisedAgainst() {
    Dino method = create(options());
    assertThat(method.advice(new RunSize(1, 1250, B, 1, 8))).isEmpty();
    assertThat(method.advice(new RunSize(1, 1249, B, 1, 8)))
        .singleElement()
        .asString()
        .contains("options.momentum-teacher of 0.996 is slow for 1,249 updates");
    Dino falling = create(OptionRecords.with(options(), "momentum-teacher-end", 0.5));
    assertThat(falling.advice(new RunSize(1, 1249, B, 1, 8))).as("fast at the end").isEmpty();
  }

  /** As in the released code: normal values of deviation 0.02, and no biases. */
  @Test
  void theHeadBeginsWithSmallNormalValues() {
    float[] weights =
        values(create(options()), "head.layers.1.fc.weight").values().iterator().next();
    double squares = 0;
    for (float weight : weights) {
      squares += weight * weight;
    }
    assertThat(Math.sqrt(squares / weights.length)).isBetween(0.016, 0.024);
    assertThat(values(create(options()), "head.layers.1.fc.bias").values().iterator().next())
        .containsOnly(0f);
  }

  /** Each tensor by itself, and in the first epoch the last layer gets nothing at all. */
  @Test
  void gradientsAreClippedAndTheLastLayersDroppedInTheFirstEpochs() {
    Dino method = create(OptionRecords.with(options(), "clip-grad", 1e-3));
    ParameterGroup last = method.trainable().get(1);
    for (int epoch = 0; epoch < 2; epoch++) {
      Step step = new Step(epoch, 10, epoch, 2);
      method.trainable().forEach(ParameterGroup::zeroGradients);
      backward(method, step);
      try (NoGradGuard noGrad = new NoGradGuard()) {
        method.beforeOptimizer(step);
      }
      assertThat(last.parameters().get(0).grad().defined()).isEqualTo(epoch == 1);
      if (epoch == 1) {
        assertThat(last.parameters().get(0).grad().norm().item_double())
            .as("the last layer's, once it has one")
            .isLessThanOrEqualTo(1e-3 * (1 + 1e-5))
            .isPositive();
      }
      for (Tensor parameter : method.trainable().get(0).parameters()) {
        assertThat(parameter.grad().norm().item_double()).isLessThanOrEqualTo(1e-3 * (1 + 1e-5));
      }
    }
  }

  @Test
  void gainsAreTrainedOnlyIfAskedFor() {
    assertThat(create(options()).trainable().get(1).parameters()).hasSize(1);
    assertThat(
            create(OptionRecords.with(options(), "norm-last-layer", false))
                .trainable()
                .get(1)
                .parameters())
        .hasSize(2);
  }

  @Test
  void viewsDifferInBlurAndSolarisation() {
    Dino method = create(OptionRecords.with(options(), "second", new SecondViewOptions(0.1, 0.2)));
    List<ViewOptions> views = new ArrayList<>();
    for (int v = 0; v < method.views().size(); v++) {
      views.add(((RandomView) method.views().get(v)).options());
    }
    assertThat(views).extracting(view -> view.blur().probability()).containsExactly(1.0, 0.1, 0.5);
    assertThat(views).extracting(ViewOptions::solarize).containsExactly(0.0, 0.2, 0.0);
    assertThat(views).extracting(ViewOptions::size).containsExactly(16, 16, 8);
  }

  @Test
  void theMomentumOfTheTeacherIsThatOfTheReleasedCode() {
    Fixture f = Fixture.read("dino").at("schedules");
    double[] expected = f.numbers("momentum_schedule");
    for (int step = 0; step < expected.length; step++) {
      double m = Schedules.risingMomentum(f.number("momentum_teacher"), expected.length).at(step);
      assertThat(1 - m).isCloseTo(1 - expected[step], within(1e-12));
    }
  }

  /** Drop path: other branches in each step and batch, the same again, and none for the teacher. */
  @Test
  void theStudentOfATransformerDropsBranchesAndTheTeacherDoesNot() {
    VitOptions vit = OptionRecords.with(VitOptions.defaults(), "patch", 4);
    vit = OptionRecords.with(vit, "depth", 2);
    vit = OptionRecords.with(vit, "width", 8);
    vit = OptionRecords.with(vit, "heads", 2);
    double[] kept = losses(OptionRecords.with(vit, "drop-path", 0));
    double[] dropped = losses(OptionRecords.with(vit, "drop-path", 0.9));
    assertThat(losses(OptionRecords.with(vit, "drop-path", 0.9))).containsExactly(dropped);
    assertThat(kept[1]).isEqualTo(kept[0]);
    assertThat(dropped[1]).isNotEqualTo(dropped[0]);
    assertThat(dropped[2]).isNotEqualTo(dropped[0]).isNotEqualTo(dropped[1]);
    assertThat(dropped[3]).as("outside training").isEqualTo(kept[3]);
  }

  /** Of steps 0 and 1, of another batch of step 0, and of step 0 outside training mode. */
  private static double[] losses(VitOptions vit) {
    Dino method = create(options(), BackboneOptions.transformer("vit-tiny", vit));
    method.networks().forEach(network -> network.train(true));
    double[] losses = new double[4];
    losses[0] = method.loss(batch(method), new Step(0, 10, 0, 1)).value().item_double();
    losses[1] = method.loss(batch(method), new Step(1, 10, 0, 1)).value().item_double();
    losses[2] = method.loss(batch(method), new Step(0, 10, 0, 1).at(1)).value().item_double();
    method.networks().forEach(network -> network.train(false));
    losses[3] = method.loss(batch(method), new Step(0, 10, 0, 1)).value().item_double();
    return losses;
  }

  @Test
  void thePapersValuesAreTheDefaults() {
    assertThat(Dino.Options.paper())
        .isEqualTo(
            new Dino.Options(
                65536,
                2048,
                256,
                false,
                true,
                1,
                0.996,
                1,
                0.1,
                0.04,
                0.04,
                0,
                0.9,
                3,
                10,
                new SecondViewOptions(0.1, 0.2),
                new LocalCropOptions(8, 96, 0.05, 0.4, 0.5)));
  }
}
