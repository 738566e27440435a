package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.data.Batch;
import org.likeness.memory.BankInit;
import org.likeness.memory.BankPrecision;
import org.likeness.memory.MemoryBank;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.method.Term;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link InstDisc} with an identity for its network against {@code instdisc_softmax} and {@code
 * instdisc_nce}: loss, gradient, and bank and Z after each of two steps. The method normalises its
 * input, so a stored gradient g counts as g - (g.x) x. Limits are those of {@link
 * Fixture#assertMatches}.
 */
final class InstDiscFixtureTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static InstDisc.Options options(Fixture f, InstanceLoss loss, ZPolicy z, double lambda) {
    boolean nce = loss == InstanceLoss.NCE;
    return new InstDisc.Options(
        loss,
        f.integer("dim"),
        f.number("tau"),
        nce ? f.integer("m") : 1,
        z,
        nce ? f.number("z_ema_decay") : 0,
        nce ? f.number("eps") : 0,
        lambda,
        f.number("bank_momentum"),
        BankInit.UNIT,
        BankPrecision.FLOAT32,
        16);
  }

  private static InstDisc method(
      Fixture f, InstDisc.Options options, ScalarType type, Negatives negatives) {
    return new InstDisc(
        IdentityBackbone.ingredients(f.integer("n"), f.integer("batch")),
        options,
        IdentityBackbone.network(f.integer("dim")),
        MemoryBank.of(f.tensor("bank", type)),
        negatives);
  }

  private static Tensor leaf(Fixture step, ScalarType type) {
    return step.tensor("features", type).set_requires_grad(true);
  }

  private static void assertGradient(Fixture step, String key, Tensor x) {
    Tensor g = step.tensor(key, ScalarType.Double);
    Tensor unit = step.tensor("features", ScalarType.Double);
    Tensor projected = g.sub(g.mul(unit).sum(new long[] {1}, true, null).mul(unit));
    double limit = Tensors.type(x) == ScalarType.Double ? 1e-9 : 1e-4;
    Fixture.assertMatches(key, Tensors.doubles(x.grad()), Tensors.doubles(projected), limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void softmax(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("instdisc_softmax");
    InstDisc method =
        method(
            f,
            options(f, InstanceLoss.SOFTMAX, ZPolicy.FROZEN, 0),
            type,
            (images, step) -> Tensor.create(new long[] {0}, 1, 1));
    Tensor x = leaf(f, type);
    Step step = new Step(0, 10, 0, 1);
    Loss loss = method.loss(new Batch(List.of(x), f.longs("indices"), Optional.empty()), step);
    loss.value().backward();
    f.assertMatches("loss", loss.value());
    assertGradient(f, "grad_features", x);
    f.assertMatches("bank", method.state().tensors().get("bank"), 1e-7);
    method.afterStep(step);
    f.assertMatches("bank_after", method.state().tensors().get("bank"));
  }

  /**
   * The second step, for which the fixture has no numbers, by plain loops: each image with the
   * features of the next one, against the bank that the first step wrote.
   */
  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void aSecondStepOfTheSoftmax(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
    Fixture f = Fixture.read("instdisc_softmax");
    InstDisc method =
        method(
            f,
            options(f, InstanceLoss.SOFTMAX, ZPolicy.FROZEN, 0),
            type,
            (images, step) -> Tensor.create(new long[] {0}, 1, 1));
    Step first = new Step(0, 10, 0, 1);
    method.loss(new Batch(List.of(leaf(f, type)), f.longs("indices"), Optional.empty()), first);
    method.afterStep(first);
    Tensor x =
        torch
            .roll(f.tensor("features", type), new long[] {-1}, new long[] {0})
            .set_requires_grad(true);
    Step second = new Step(1, 10, 0, 1);
    Loss loss = method.loss(new Batch(List.of(x), f.longs("indices"), Optional.empty()), second);
    loss.value().backward();
    method.afterStep(second);

    double[][] v = rows(f, "features");
    Collections.rotate(Arrays.asList(v), -1);
    double[][] bank = rows(f, "bank_after");
    long[] own = f.integers("indices");
    double expected = 0;
    double[][] gradient = new double[v.length][v[0].length];
    for (int b = 0; b < v.length; b++) {
      double sum = 0;
      for (double[] w : bank) {
        sum += Math.exp(dot(v[b], w) / f.number("tau"));
      }
      for (int j = 0; j < bank.length; j++) {
        double p = Math.exp(dot(v[b], bank[j]) / f.number("tau")) / sum;
        expected -= j == own[b] ? Math.log(p) / v.length : 0;
        double slope = (p - (j == own[b] ? 1 : 0)) / f.number("tau") / v.length;
        add(gradient[b], slope, bank[j]);
      }
      add(gradient[b], -dot(gradient[b], v[b]), v[b]);
    }
    for (int b = 0; b < v.length; b++) {
      double[] row = new double[v[b].length];
      add(row, f.number("bank_momentum"), bank[(int) own[b]]);
      add(row, 1 - f.number("bank_momentum"), v[b]);
      bank[(int) own[b]] = new double[row.length];
      add(bank[(int) own[b]], 1 / Math.sqrt(dot(row, row)), row);
    }
    assertThat(loss.value().item_double()).isCloseTo(expected, within(limit * expected));
    assertThat(expected).isNotCloseTo(f.number("loss"), within(0.01));
    Fixture.assertMatches("gradient", Tensors.doubles(x.grad()), flat(gradient), limit);
    Tensor written = method.state().tensors().get("bank");
    Fixture.assertMatches("bank", Tensors.doubles(written), flat(bank), limit);
  }

  private static double[][] rows(Fixture f, String key) {
    double[] values = f.numbers(key);
    int d = f.integer("dim");
    double[][] rows = new double[values.length / d][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * d, (i + 1) * d));
    return rows;
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] row) {
    for (int k = 0; k < to.length; k++) {
      to[k] += factor * row[k];
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Float, FROZEN, false, loss, grad_features, Z",
    "Double, FROZEN, false, loss, grad_features, Z",
    "Float, FROZEN, true, loss_with_proximal, grad_with_proximal, Z",
    "Double, FROZEN, true, loss_with_proximal, grad_with_proximal, Z",
    "Float, EMA, false, loss_z_ema, grad_z_ema, z_ema",
    "Double, EMA, false, loss_z_ema, grad_z_ema, z_ema"
  })
  void twoStepsOfNce(
      String typeName, ZPolicy z, boolean pulled, String lossKey, String gradientKey, String zKey) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("instdisc_nce");
    double lambda = pulled ? f.number("proximal_lambda") : 0;
    Negatives negatives = (images, step) -> f.longs("steps/" + step.index() + "/negatives");
    InstDisc method = method(f, options(f, InstanceLoss.NCE, z, lambda), type, negatives);
    for (int s = 0; s < 2; s++) {
      Fixture expected = f.at("steps/" + s);
      Step step = new Step(s, 10, 0, 1);
      Tensor x = leaf(expected, type);
      Loss loss =
          method.loss(new Batch(List.of(x), expected.longs("indices"), Optional.empty()), step);
      loss.value().backward();
      expected.assertMatches(lossKey, loss.value());
      assertGradient(expected, gradientKey, x);
      method.afterStep(step);
      expected.assertMatches("bank_after", method.state().tensors().get("bank"));
      double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
      assertThat(method.state().scalars().get("z"))
          .isCloseTo(expected.number(zKey), within(limit * expected.number(zKey)));
      assertThat(loss.terms())
          .extracting(Term::name)
          .containsExactlyElementsOf(lambda > 0 ? List.of("nce", "proximal") : List.of("nce"));
    }
  }
}
