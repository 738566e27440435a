package org.likeness.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.Fixture;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class LarsFixtureTest {
  private static final List<String> NAMES =
      List.of("weight", "bias", "zero_weight", "still_weight");
  private final Fixture fixture = Fixture.read("lars");

  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  static Stream<Arguments> formsAndTypes() {
    return Stream.of(Lars.Form.values())
        .flatMap(
            form ->
                Stream.of(
                    Arguments.of(form, ScalarType.Float, 1e-3),
                    Arguments.of(form, ScalarType.Double, 1e-9)));
  }

  /** The fixture has no clip, of which the numbers are in the tests below. */
  static Stream<Arguments> formsOfTheFixture() {
    return formsAndTypes().filter(arguments -> arguments.get()[0] != Lars.Form.CLIP);
  }

  @ParameterizedTest
  @MethodSource("formsOfTheFixture")
  void weightsMoveAsInTheFixture(Lars.Form form, ScalarType type, double limit) {
    List<Tensor> parameters = parameters(type);
    Lars lars = lars(form, List.of(ParameterGroup.of("all", parameters)));
    String path = form == Lars.Form.POPULAR ? "" : form.name().toLowerCase(Locale.ROOT) + "/";
    for (int step = 0; step < fixture.at("steps").size(); step++) {
      String at = "steps/" + step + "/";
      List<Tensor> before = parameters.stream().map(p -> p.detach().clone()).toList();
      setGradients(parameters, at, type);
      lars.step(new Rates(fixture.number(at + "lr"), 7, fixture.number("weight_decay")));
      for (int i = 0; i < NAMES.size(); i++) {
        Tensor delta = parameters.get(i).detach().sub(before.get(i));
        fixture.assertMatches(at + path + NAMES.get(i) + "_delta", delta, limit);
      }
    }
  }

  /** {@code sin(0.61 (i + 1) (j + 2) + 0.13 j^2 + phase)}, {@code [2, 3]}. */
  private static double[] wave(double phase) {
    double[] values = new double[6];
    for (int i = 0; i < values.length; i++) {
      double j = i % 3;
      values[i] = Math.sin(0.61 * (i / 3 + 1) * (j + 2) + 0.13 * j * j + phase);
    }
    return values;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  /** The first step of solo-learn's code, which was run on these values. */
  @Test
  void clipMovesAsSoloLearns() {
    Tensor w = Tensors.of(wave(0.3), 2, 3).set_requires_grad(true);
    Lars lars =
        new Lars(
            List.of(ParameterGroup.of("all", List.of(w))),
            new Lars.Options(Lars.Form.CLIP, 0.9, 0.02));
    w.mutable_grad().put(Tensors.of(wave(1.1), 2, 3));
    lars.step(new Rates(0.4, 7, 1e-4));
    Fixture.assertMatches(
        "w",
        Tensors.doubles(w),
        new double[] {
          0.9829108988, 0.7699926775, -0.100987206, 0.3992535513, -0.7912517856, -0.5553253324
        },
        1e-9);
  }

  /**
   * By the formula, over steps of other rates: of 1e-4 the ratio is cut to 1, and of 0 it is one
   * that is not a number without the cut.
   */
  @ParameterizedTest
  @CsvSource({"0.4, 0.02", "1e-4, 0.02", "0, 0.02", "0.4, 10"})
  void clipNeverMovesFurtherThanSgd(double second, double trust) {
    double[] expected = wave(0.3);
    double[] velocity = new double[6];
    Tensor w = Tensors.of(expected.clone(), 2, 3).set_requires_grad(true);
    Lars lars =
        new Lars(
            List.of(ParameterGroup.of("all", List.of(w))),
            new Lars.Options(Lars.Form.CLIP, 0.9, trust));
    for (double lr : new double[] {0.4, second}) {
      double[] gradient = wave(1.1 + lr);
      double size = norm(expected);
      double local = trust * size / (norm(gradient) + 0.01 * size + 1e-8);
      double ratio = local < lr ? local / lr : 1;
      for (int i = 0; i < 6; i++) {
        velocity[i] = 0.9 * velocity[i] + ratio * (gradient[i] + 0.01 * expected[i]);
        expected[i] -= lr * velocity[i];
      }
      w.mutable_grad().put(Tensors.of(gradient, 2, 3));
      lars.step(new Rates(lr, 7, 0.01));
    }
    Fixture.assertMatches("w", Tensors.doubles(w), expected, 1e-9);
  }

  /** Biases and norms, and tensors with a norm of 0, move as by SGD without decay. */
  @Test
  void clipLeavesBiasesAndZerosAlone() {
    List<Tensor> parameters = parameters(ScalarType.Double);
    List<Tensor> before = parameters.stream().map(p -> p.detach().clone()).toList();
    Lars lars = lars(Lars.Form.CLIP, List.of(ParameterGroup.of("all", parameters)));
    setGradients(parameters, "steps/0/", ScalarType.Double);
    lars.step(new Rates(5, 7, 0.2));
    for (int i = 1; i < NAMES.size(); i++) {
      Tensor sgd =
          before.get(i).sub(parameters.get(i).grad(), new org.bytedeco.pytorch.Scalar(5.0));
      Fixture.assertMatches(
          NAMES.get(i), Tensors.doubles(parameters.get(i)), Tensors.doubles(sgd), 1e-9);
    }
  }

  /** Whatever the form, a group may leave both out; the steps are then those of plain momentum. */
  @ParameterizedTest
  @MethodSource("formsAndTypes")
  void aGroupThatIsNeitherDecayedNorAdaptedMovesAsBySgd(
      Lars.Form form, ScalarType type, double limit) {
    List<Tensor> ours = parameters(type);
    List<Tensor> theirs = parameters(type);
    Lars lars = lars(form, List.of(new ParameterGroup("plain", ours, false, 0.5, true, false)));
    Sgd sgd =
        new Sgd(
            List.of(new ParameterGroup("plain", theirs, false, 0.5, true, false)),
            new Sgd.Options(fixture.number("momentum"), false));
    for (int step = 0; step < 2; step++) { // of equal rate, on which classic depends
      setGradients(ours, "steps/" + step + "/", type);
      setGradients(theirs, "steps/" + step + "/", type);
      lars.step(new Rates(0.3, 7, 0.2));
      sgd.step(new Rates(0.3, 7, 0.2));
    }
    for (int i = 0; i < ours.size(); i++) {
      Fixture.assertMatches(
          NAMES.get(i), Tensors.doubles(ours.get(i)), Tensors.doubles(theirs.get(i)), limit);
    }
  }

  /** The whole point: a gradient of any scale moves a tensor by the same share of its norm. */
  @Test
  void theScaleOfTheGradientDoesNotMatter() {
    Tensor w = fixture.tensor("weight", ScalarType.Double).set_requires_grad(true);
    Tensor same = w.detach().clone().set_requires_grad(true);
    Lars lars = lars(Lars.Form.POPULAR, List.of(ParameterGroup.of("all", List.of(w, same))));
    Tensor gradient = fixture.tensor("steps/0/grad_weight", ScalarType.Double);
    w.mutable_grad().put(gradient);
    same.mutable_grad().put(gradient.mul(new org.bytedeco.pytorch.Scalar(1000)));
    double norm = w.norm().item().toDouble();
    Tensor before = w.detach().clone();
    lars.step(new Rates(0.5, 0.5, 0));
    Fixture.assertMatches("w", Tensors.doubles(w), Tensors.doubles(same), 1e-12);
    assertThat(w.detach().sub(before).norm().item().toDouble())
        .isCloseTo(0.5 * 0.001 * norm, org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void parametersWithoutAGradientArePassedOver() {
    List<Tensor> parameters = parameters(ScalarType.Float);
    Lars lars = lars(Lars.Form.LARC, List.of(ParameterGroup.of("all", parameters)));
    setGradients(parameters, "steps/0/", ScalarType.Float);
    parameters.get(0).mutable_grad().reset();
    float[] before = Tensors.floats(parameters.get(0));
    lars.step(new Rates(0.3, 0.3, 0.1));
    assertThat(Tensors.floats(parameters.get(0))).containsExactly(before);
    assertThat(Tensors.floats(lars.state().get("momentum/all/0"))).containsOnly(0);
    assertThat(lars.state()).hasSize(4);
  }

  @Test
  void isRefusedInsideAScopeAndWithTwoGroupsOfOneName() {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> new Lars(List.of(), Lars.Options.defaults()))
          .isInstanceOf(IllegalStateException.class);
    }
    ParameterGroup group = ParameterGroup.of("a", List.of(torch.ones(2)));
    assertThatThrownBy(() -> new Lars(List.of(group, group), Lars.Options.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two groups of parameters are named a");
  }

  private Lars lars(Lars.Form form, List<ParameterGroup> groups) {
    return new Lars(
        groups,
        new Lars.Options(form, fixture.number("momentum"), fixture.number("trust_coefficient")));
  }

  private List<Tensor> parameters(ScalarType type) {
    List<Tensor> parameters = new ArrayList<>();
    NAMES.forEach(name -> parameters.add(fixture.tensor(name, type).set_requires_grad(true)));
    return parameters;
  }

  private void setGradients(List<Tensor> parameters, String at, ScalarType type) {
    for (int i = 0; i < NAMES.size(); i++) {
      parameters.get(i).mutable_grad().put(fixture.tensor(at + "grad_" + NAMES.get(i), type));
    }
  }
}
