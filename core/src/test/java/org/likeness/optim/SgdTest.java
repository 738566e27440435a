package org.likeness.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class SgdTest {
  /** Sizes that no vector width divides, a single number, and a kernel of a convolution. */
  private static final long[][] SHAPES = {{1021}, {3, 5}, {1}, {2, 1, 2}, {7, 3, 3, 3}, {64, 33}};

  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, false",
    "0.9, 0, false",
    "0, 0.01, false",
    "0.7, 0.02, false",
    "0.9, 0, true",
    "0.7, 0.02, true"
  })
  void equalsLibtorchsOwnOverSeveralSteps(double momentum, double decay, boolean nesterov) {
    List<Tensor> ours = parameters();
    List<Tensor> plains = parameters();
    List<Tensor> theirs = parameters();
    Sgd sgd = new Sgd(groups(ours), new Sgd.Options(momentum, nesterov));
    Sgd plain = Sgd.plain(groups(plains), new Sgd.Options(momentum, nesterov));
    SGD reference = reference(theirs, momentum, decay, nesterov);
    for (int step = 0; step < 5; step++) {
      double rate = 0.1 / (step + 1);
      setGradients(ours, step);
      setGradients(plains, step);
      setGradients(theirs, step);
      sgd.step(new Rates(rate, 0.3, decay));
      plain.step(new Rates(rate, 0.3, decay));
      reference.param_groups().get(0).options().set_lr(rate);
      reference.param_groups().get(1).options().set_lr(rate * 0.5);
      reference.param_groups().get(2).options().set_lr(0.3);
      reference.step();
    }
    // Kernel and twin may fuse a multiplication and an addition or not: a few units in the last
    // place.
    for (int i = 0; i < ours.size(); i++) {
      assertClose(ours.get(i), theirs.get(i));
      assertClose(plains.get(i), theirs.get(i));
    }
    assertThat(sgd.fusedCalls()).as("the fused kernel ran, once a group and step").isEqualTo(15);
    assertThat(plain.fusedCalls()).isZero();
  }

  @Test
  void biasesAndNormsAreNotDecayedWhereTheRecipeSaysSo() {
    Sgd.Options options = new Sgd.Options(0.9, false, false);
    List<Tensor> ours = parameters();
    List<Tensor> plains = parameters();
    List<Tensor> decayed = parameters();
    List<Tensor> undecayed = parameters();
    Sgd sgd = new Sgd(List.of(ParameterGroup.of("all", ours)), options);
    Sgd plain = Sgd.plain(List.of(ParameterGroup.of("all", plains)), options);
    Sgd all = new Sgd(List.of(ParameterGroup.of("all", decayed)), new Sgd.Options(0.9, false));
    Sgd none = new Sgd(List.of(ParameterGroup.of("all", undecayed)), new Sgd.Options(0.9, false));
    for (int step = 0; step < 3; step++) {
      List.of(ours, plains, decayed, undecayed).forEach(each -> setGradients(each, 1));
      sgd.step(new Rates(0.1, 0.1, 0.05));
      plain.step(new Rates(0.1, 0.1, 0.05));
      all.step(new Rates(0.1, 0.1, 0.05));
      none.step(new Rates(0.1, 0.1, 0));
    }
    for (int i = 0; i < ours.size(); i++) {
      boolean vector = ours.get(i).dim() == 1;
      assertClose(ours.get(i), (vector ? undecayed : decayed).get(i));
      assertClose(plains.get(i), ours.get(i));
      assertThat(Tensors.floats(decayed.get(i))).isNotEqualTo(Tensors.floats(undecayed.get(i)));
    }
    assertThat(sgd.fusedCalls()).as("once a step for each of the two").isEqualTo(6);
  }

  @Test
  void parametersWithoutAGradientArePassedOver() {
    List<Tensor> parameters = parameters();
    float[] before = Tensors.floats(parameters.get(1));
    Sgd sgd = new Sgd(List.of(ParameterGroup.of("all", parameters)), new Sgd.Options(0.9, false));
    setGradients(parameters, 0);
    parameters.get(1).mutable_grad().reset();
    sgd.step(new Rates(0.1, 0.1, 0.1));
    assertThat(Tensors.floats(parameters.get(1))).containsExactly(before);
    assertThat(Tensors.floats(sgd.state().get("momentum/all/1"))).containsOnly(0);
    assertThat(Tensors.floats(sgd.state().get("momentum/all/0"))).isNotEqualTo(new float[1021]);
  }

  @Test
  void forgetsGradients() {
    List<Tensor> parameters = parameters();
    Sgd sgd = new Sgd(groups(parameters), new Sgd.Options(0.9, false));
    setGradients(parameters, 0);
    assertThat(parameters).allMatch(p -> p.grad().defined());
    sgd.zeroGradients();
    assertThat(parameters).noneMatch(p -> p.grad().defined());
  }

  @Test
  void aGradientThatLiesOtherwiseInMemoryIsTakenByThePlainTwin() {
    Tensor kernel = values(9, 4, 3, 3, 3);
    Tensor plainKernel = kernel.clone();
    kernel.set_data(kernel.contiguous(MemoryFormat.ChannelsLast));
    Tensor gradient = values(10, 4, 3, 3, 3);
    kernel.set_requires_grad(true).mutable_grad().put(gradient);
    plainKernel.set_requires_grad(true).mutable_grad().put(gradient);
    Sgd sgd =
        new Sgd(List.of(ParameterGroup.of("k", List.of(kernel))), new Sgd.Options(0.9, false));
    Sgd twin =
        Sgd.plain(
            List.of(ParameterGroup.of("k", List.of(plainKernel))), new Sgd.Options(0.9, false));
    for (int i = 0; i < 3; i++) {
      sgd.step(new Rates(0.1, 0.1, 0.01));
      twin.step(new Rates(0.1, 0.1, 0.01));
    }
    assertThat(sgd.fusedCalls()).isZero();
    assertClose(kernel, plainKernel);

    kernel.mutable_grad().put(gradient.contiguous(MemoryFormat.ChannelsLast));
    sgd.step(new Rates(0.1, 0.1, 0.01));
    twin.step(new Rates(0.1, 0.1, 0.01));
    assertThat(sgd.fusedCalls()).as("equal strides").isEqualTo(1);
    assertClose(kernel, plainKernel);
  }

  @Test
  void isRefusedInsideAScope() {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> new Sgd(List.of(), new Sgd.Options(0.9, false)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static List<ParameterGroup> groups(List<Tensor> p) {
    return List.of(
        ParameterGroup.of("decayed", p.subList(0, 3)),
        new ParameterGroup("slower", p.subList(3, 5), false, 0.5, true, true),
        new ParameterGroup("fixed", p.subList(5, 6), true, 1, false, true));
  }

  private static SGD reference(List<Tensor> p, double momentum, double decay, boolean nesterov) {
    SGD sgd = new SGD(vector(p.subList(0, 3)), options(momentum, decay, nesterov));
    sgd.add_param_group(
        new OptimizerParamGroup(vector(p.subList(3, 5)), options(momentum, 0, nesterov)));
    sgd.add_param_group(
        new OptimizerParamGroup(vector(p.subList(5, 6)), options(momentum, decay, nesterov)));
    return sgd;
  }

  private static SGDOptions options(double momentum, double decay, boolean nesterov) {
    SGDOptions options = new SGDOptions(0.1);
    options.momentum().put(momentum);
    options.weight_decay().put(decay);
    options.nesterov().put(nesterov);
    return options;
  }

  private static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(new Tensor[0]));
  }

  private static List<Tensor> parameters() {
    List<Tensor> list = new ArrayList<>();
    for (int i = 0; i < SHAPES.length; i++) {
      list.add(values(i, SHAPES[i]).set_requires_grad(true));
    }
    return list;
  }

  private static void setGradients(List<Tensor> parameters, int step) {
    for (int i = 0; i < parameters.size(); i++) {
      parameters
          .get(i)
          .mutable_grad()
          .put(values(100 * (step + 1) + i, Tensors.shape(parameters.get(i))));
    }
  }

  private static Tensor values(int item, long... shape) {
    RandomStream random = new RandomSource(3).stream(Purpose.WEIGHTS, 0, item);
    Tensor tensor = torch.empty(shape);
    float[] values = new float[(int) tensor.numel()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, shape);
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    float[] a = Tensors.floats(actual);
    float[] e = Tensors.floats(expected);
    assertThat(a.length).isEqualTo(e.length);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i])
          .isFinite()
          .isCloseTo(
              e[i], org.assertj.core.api.Assertions.within(2e-6f * Math.max(1, Math.abs(e[i]))));
    }
  }
}
