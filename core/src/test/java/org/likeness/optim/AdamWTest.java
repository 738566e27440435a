package org.likeness.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class AdamWTest {
  private static final AdamW.Options OPTIONS = new AdamW.Options(0.8, 0.95, 1e-6, false);
  private static final double[] RATES = {0.1, 0.05, 0.02};
  private static final double[] DECAYS = {0.05, 0.1, 0.2};
  private static final double[] START = {0.5, -1.25, 0.03, 2.0, 0.1, -0.7};
  private static final double[][] GRADIENTS = {
    {0.2, -0.1, 0.0, 1.5, 1e-5, -0.4},
    {-0.3, 0.1, 0.02, 1.2, 2e-5, 0.6},
    {0.1, 0.4, -0.5, 0.0, -1e-5, 0.3}
  };

  /** By torch.optim.AdamW of PyTorch 2.15 in float64. */
  private static final double[][] EXPECTED = {
    {
      0.39750049999750003,
      -1.14375099999,
      0.029849999999999998,
      1.8900000666666221,
      0.008590909090909093,
      -0.596500249999375
    },
    {
      0.4106917528323926,
      -1.1435877449906056,
      -0.009086097532888499,
      1.8313307128489993,
      -0.037385928509156494,
      -0.6086965337064807
    },
    {
      0.4095069212822617,
      -1.1526433693364089,
      0.004340755498552559,
      1.8095874835627008,
      -0.043950110811295545,
      -0.6158165416264462
    }
  };

  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void equalsPyTorch(boolean plain) {
    Tensor w = Tensors.of(START, 2, 3).set_requires_grad(true);
    AdamW adamW = create(plain, OPTIONS, ParameterGroup.of("all", List.of(w)));
    for (int step = 0; step < EXPECTED.length; step++) {
      w.mutable_grad().put(Tensors.of(GRADIENTS[step], 2, 3));
      adamW.step(new Rates(RATES[step], 7, DECAYS[step]));
      Fixture.assertMatches("step " + step, Tensors.doubles(w), EXPECTED[step], 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void equalsTheFormulaForSizesThatNoVectorWidthDivides(boolean plain) {
    long[][] shapes = {{1021, 1}, {3, 5}, {1, 1}, {2, 1, 2}, {7, 3, 3, 3}, {64, 33}};
    List<Tensor> parameters = new ArrayList<>();
    List<double[]> slow = new ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      parameters.add(values(i, shapes[i]).set_requires_grad(true));
      slow.add(Tensors.doubles(parameters.get(i)));
    }
    AdamW adamW =
        create(
            plain,
            AdamW.Options.defaults(),
            ParameterGroup.of("decayed", parameters.subList(0, 3)),
            new ParameterGroup("slower", parameters.subList(3, 6), false, 0.5, false, true));
    List<double[]> means = slow.stream().map(values -> new double[values.length]).toList();
    List<double[]> squares = slow.stream().map(values -> new double[values.length]).toList();
    for (int step = 1; step <= 4; step++) {
      for (int i = 0; i < shapes.length; i++) {
        Tensor gradient = values(100 * step + i, shapes[i]);
        parameters.get(i).mutable_grad().put(gradient);
        double rate = i < 3 ? 0.1 / step : 0.15;
        formula(
            slow.get(i),
            Tensors.doubles(gradient),
            means.get(i),
            squares.get(i),
            rate,
            i < 3 ? 0.02 : 0,
            step);
      }
      adamW.step(new Rates(0.1 / step, 0.3, 0.02));
    }
    for (int i = 0; i < shapes.length; i++) {
      Fixture.assertMatches("tensor " + i, Tensors.doubles(parameters.get(i)), slow.get(i), 1e-5);
    }
    assertThat(adamW.fusedCalls()).isEqualTo(plain ? 0 : 8);
  }

  private static void formula(
      double[] w, double[] g, double[] m, double[] s, double rate, double decay, int t) {
    for (int i = 0; i < w.length; i++) {
      w[i] -= rate * decay * w[i];
      m[i] = 0.9 * m[i] + (1 - 0.9) * g[i];
      s[i] = 0.999 * s[i] + (1 - 0.999) * g[i] * g[i];
      double mean = m[i] / (1 - Math.pow(0.9, t));
      double square = s[i] / (1 - Math.pow(0.999, t));
      w[i] -= rate * mean / (Math.sqrt(square) + 1e-8);
    }
  }

  @Test
  void tensorsOfOneDimensionAreDecayedOnlyWhereAsked() {
    for (boolean all : new boolean[] {false, true}) {
      Tensor bias = torch.ones(4).set_requires_grad(true);
      Tensor scalar = torch.ones().set_requires_grad(true);
      Tensor weight = torch.ones(2, 2).set_requires_grad(true);
      List<Tensor> parameters = List.of(bias, weight, scalar);
      AdamW adamW =
          create(
              false, new AdamW.Options(0.9, 0.999, 1e-8, all), ParameterGroup.of("a", parameters));
      parameters.forEach(p -> p.mutable_grad().put(torch.zeros_like(p)));
      adamW.step(new Rates(0.5, 0.5, 0.1));
      assertThat(Tensors.floats(weight)).containsOnly(0.95f);
      assertThat(Tensors.floats(bias)).containsOnly(all ? 0.95f : 1);
      assertThat(Tensors.floats(scalar)).containsOnly(all ? 0.95f : 1);
    }
  }

  /** Its first step is the first of a new optimizer, at full size. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLayerThatIsFrozenAtFirstBeginsItsOwnCount(boolean plain) {
    Tensor early = torch.ones(2, 2).set_requires_grad(true);
    Tensor late = torch.ones(2, 2).set_requires_grad(true);
    AdamW adamW =
        create(plain, AdamW.Options.defaults(), ParameterGroup.of("all", List.of(early, late)));
    for (int step = 0; step < 3; step++) {
      early.mutable_grad().put(torch.ones(2, 2));
      adamW.step(new Rates(0.1, 0.1, 0.5));
    }
    assertThat(Tensors.floats(late)).as("no gradient, no decay").containsOnly(1);
    early.mutable_grad().put(torch.ones(2, 2));
    late.mutable_grad().put(torch.ones(2, 2));
    adamW.step(new Rates(0.1, 0.1, 0));
    assertThat(Tensors.floats(adamW.state().get("steps/all"))).containsExactly(4, 1);
    for (float value : Tensors.floats(late)) {
      assertThat(value).isCloseTo(0.9f, org.assertj.core.api.Assertions.within(1e-6f));
    }
  }

  @Test
  void aGradientThatLiesOtherwiseInMemoryIsTakenByTheSingleOperations() {
    Tensor kernel = values(9, 4, 3, 3, 3);
    Tensor twin = kernel.clone().set_requires_grad(true);
    kernel.set_data(kernel.contiguous(MemoryFormat.ChannelsLast));
    Tensor gradient = values(10, 4, 3, 3, 3);
    kernel.set_requires_grad(true).mutable_grad().put(gradient);
    twin.mutable_grad().put(gradient);
    AdamW mixed = create(false, OPTIONS, ParameterGroup.of("k", List.of(kernel)));
    AdamW plain = create(true, OPTIONS, ParameterGroup.of("k", List.of(twin)));
    for (int i = 0; i < 3; i++) {
      mixed.step(new Rates(0.1, 0.1, 0.01));
      plain.step(new Rates(0.1, 0.1, 0.01));
    }
    assertThat(mixed.fusedCalls()).isZero();
    kernel.mutable_grad().put(gradient.contiguous(MemoryFormat.ChannelsLast));
    mixed.step(new Rates(0.1, 0.1, 0.01));
    plain.step(new Rates(0.1, 0.1, 0.01));
    assertThat(mixed.fusedCalls()).as("equal strides").isEqualTo(1);
    Fixture.assertMatches("kernel", Tensors.doubles(kernel), Tensors.doubles(twin), 1e-6);
  }

  @Test
  void isRefusedInsideAScope() {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> new AdamW(List.of(), OPTIONS))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static AdamW create(boolean plain, AdamW.Options options, ParameterGroup... groups) {
    return plain ? AdamW.plain(List.of(groups), options) : new AdamW(List.of(groups), options);
  }

  private static Tensor values(int item, long... shape) {
    RandomStream random = new RandomSource(3).stream(Purpose.WEIGHTS, 0, item);
    double[] values = new double[(int) torch.empty(shape).numel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensors.of(values, shape).to(ScalarType.Float);
  }
}
