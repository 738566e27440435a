package org.likeness.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class MlpHeadTest {
  private static final List<MlpLayer> LAYERS =
      List.of(
          new MlpLayer(5, true, Norm.BATCH, Activation.RELU),
          new MlpLayer(4, false, Norm.BATCH_SCALE, Activation.GELU),
          new MlpLayer(3, false, Norm.BATCH_PLAIN, Activation.NONE));

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static RandomStream random(long seed) {
    return new RandomSource(seed).stream(Purpose.WEIGHTS, 0, 0);
  }

  private static Tensor rows(int count, int width) {
    float[] values = new float[count * width];
    RandomStream stream = random(99);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) stream.nextGaussian();
    }
    return Tensors.of(values, count, width);
  }

  @Test
  void eachLayerIsALinearMapThenTheNormThenTheActivation() {
    MlpHead head = new MlpHead(6, LAYERS, random(1));
    head.to(ScalarType.Double, false);
    head.train(true);
    Map<String, Tensor> weights = Tensors.named(head);
    Tensors.copy(Tensors.of(new double[] {1, 2, -1, 0.5, 3}, 5), weights.get("layers.0.norm.bias"));
    Tensors.copy(Tensors.of(new double[] {2, -1, 0.5, 1}, 4), weights.get("layers.1.norm.weight"));
    double[][] x = matrix(rows(7, 6));
    double[][] y = linear(x, weights, 0);
    normalise(y);
    double[] shift = {1, 2, -1, 0.5, 3};
    double[] scale = {2, -1, 0.5, 1};
    map(y, (value, column) -> Math.max(0, value + shift[column]));
    y = linear(y, weights, 1);
    normalise(y);
    map(y, (value, column) -> gelu(value * scale[column]));
    y = linear(y, weights, 2);
    normalise(y);
    double[][] found = matrix(head.forward(rows(7, 6).to(ScalarType.Double)));
    for (int row = 0; row < 7; row++) {
      assertThat(found[row]).containsExactly(y[row], within(1e-9));
    }
  }

  /** With running statistics that are not 0 and 1. */
  @Test
  void outsideTrainingTheNormsAreContainedInDenseLayers() {
    MlpHead head = new MlpHead(6, LAYERS, random(1));
    head.to(ScalarType.Double, false);
    Map<String, Tensor> weights = Tensors.named(head);
    Tensors.copy(Tensors.of(new double[] {1, 2, -1, 0.5, 3}, 5), weights.get("layers.0.norm.bias"));
    head.train(true);
    head.forward(rows(7, 6).to(ScalarType.Double));
    head.train(false);
    Tensor x = rows(9, 6).to(ScalarType.Double);
    Tensor y = x;
    for (DenseLayer layer : head.dense()) {
      assertThat(layer.weight().requires_grad()).isFalse();
      y = layer.forward(y);
    }
    assertThat(Tensors.doubles(y)).containsExactly(Tensors.doubles(head.forward(x)), within(1e-9));
    LinearHead linear = new LinearHead(6, 2, random(2));
    assertThat(Tensors.doubles(linear.dense().forward(rows(9, 6))))
        .containsExactly(Tensors.doubles(linear.forward(rows(9, 6))), within(1e-6));
  }

  private static double[][] matrix(Tensor tensor) {
    double[] flat = Tensors.doubles(tensor);
    int columns = (int) tensor.size(1);
    double[][] rows = new double[(int) tensor.size(0)][columns];
    for (int i = 0; i < flat.length; i++) {
      rows[i / columns][i % columns] = flat[i];
    }
    return rows;
  }

  private static double[][] linear(double[][] x, Map<String, Tensor> weights, int layer) {
    double[][] w = matrix(weights.get("layers." + layer + ".fc.weight"));
    Tensor bias = weights.get("layers." + layer + ".fc.bias");
    double[] b = bias == null ? new double[w.length] : Tensors.doubles(bias);
    double[][] y = new double[x.length][w.length];
    for (int row = 0; row < x.length; row++) {
      for (int out = 0; out < w.length; out++) {
        y[row][out] = b[out];
        for (int in = 0; in < x[row].length; in++) {
          y[row][out] += w[out][in] * x[row][in];
        }
      }
    }
    return y;
  }

  private static void normalise(double[][] y) {
    for (int column = 0; column < y[0].length; column++) {
      double mean = 0;
      double square = 0;
      for (double[] row : y) {
        mean += row[column] / y.length;
      }
      for (double[] row : y) {
        square += (row[column] - mean) * (row[column] - mean) / y.length;
      }
      for (double[] row : y) {
        row[column] = (row[column] - mean) / Math.sqrt(square + 1e-5);
      }
    }
  }

  private interface Function {
    double of(double value, int column);
  }

  private static void map(double[][] y, Function function) {
    for (double[] row : y) {
      for (int column = 0; column < row.length; column++) {
        row[column] = function.of(row[column], column);
      }
    }
  }

  /** {@code x Phi(x)}, with Phi summed from its series: {@code phi(x) (x + x^3/3 + x^5/15 ...)}. */
  private static double gelu(double x) {
    double term = x;
    double sum = x;
    for (int i = 3; i < 200; i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return x * (0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
  }

  @Test
  void parametersHaveTheNamesAndFirstValuesOfTheirLayers() {
    MlpHead head = new MlpHead(400, LAYERS, random(2));
    Map<String, Tensor> weights = Tensors.named(head);
    assertThat(weights)
        .containsOnlyKeys(
            "layers.0.fc.weight",
            "layers.0.fc.bias",
            "layers.0.norm.weight",
            "layers.0.norm.bias",
            "layers.0.norm.running_mean",
            "layers.0.norm.running_var",
            "layers.1.fc.weight",
            "layers.1.norm.weight",
            "layers.1.norm.running_mean",
            "layers.1.norm.running_var",
            "layers.2.fc.weight",
            "layers.2.norm.running_mean",
            "layers.2.norm.running_var");
    assertThat(Tensors.parameters(head)).hasSize(7);
    float largest = 0;
    for (float value : Tensors.floats(weights.get("layers.0.fc.weight"))) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isLessThanOrEqualTo(0.05f).isGreaterThan(0.0499f);
    assertThat(Tensors.floats(weights.get("layers.0.fc.bias"))[0]).isBetween(-0.05f, 0.05f);
    assertThat(Tensors.floats(weights.get("layers.0.norm.weight"))).containsOnly(1);
    assertThat(Tensors.floats(weights.get("layers.0.norm.bias"))).containsOnly(0);
    Tensor again = Tensors.named(new MlpHead(400, LAYERS, random(2))).get("layers.2.fc.weight");
    assertThat(Tensors.floats(again))
        .containsExactly(Tensors.floats(weights.get("layers.2.fc.weight")));
  }

  @Test
  void runningStatisticsServeOutsideTrainingAndForABatchOfOne() {
    MlpHead head = new MlpHead(6, LAYERS, random(3));
    head.train(true);
    head.forward(rows(64, 6));
    float[] mean = Tensors.floats(Tensors.named(head).get("layers.0.norm.running_mean"));
    assertThat(mean).isNotEqualTo(new float[5]);
    Tensor one = rows(1, 6);
    float[] training = Tensors.floats(head.forward(one));
    assertThat(Tensors.floats(Tensors.named(head).get("layers.0.norm.running_mean")))
        .containsExactly(mean);
    head.train(false);
    assertThat(Tensors.floats(head.forward(one))).containsExactly(training);
    assertThat(training).isNotEqualTo(new float[3]);
  }

  @Test
  void aCutHeadIsTheFirstLayersAndSharesTheirWeights() {
    MlpHead head = new MlpHead(6, LAYERS, random(4));
    Head cut = head.cut(1);
    assertThat(cut.outputSize()).isEqualTo(5);
    assertThat(cut.description()).containsEntry("head-layers", "5 bias batch relu");
    cut.train(false);
    Tensor x = rows(3, 6);
    float[] before = Tensors.floats(cut.forward(x));
    assertThat(before).contains(0);
    Tensor bias = Tensors.named(head).get("layers.0.norm.bias");
    Tensors.copy(bias.add(new Scalar(10)), bias);
    assertThat(Tensors.floats(cut.forward(x))).isNotEqualTo(before);
    head.train(false);
    assertThat(Tensors.floats(head.cut(3).forward(x)))
        .containsExactly(Tensors.floats(head.forward(x)));
    assertThat(head.cut(0)).isInstanceOf(IdentityHead.class);
    assertThat(head.cut(0).outputSize()).isEqualTo(6);
    assertThatThrownBy(() -> head.cut(4)).hasMessageContaining("3 layers cannot be cut after 4");
  }

  @Test
  void gradientsReachEveryParameter() {
    MlpHead head = new MlpHead(6, LAYERS, random(5));
    head.train(true);
    head.forward(rows(16, 6)).mul(rows(16, 3)).sum().backward();
    Tensors.named(head)
        .forEach(
            (name, tensor) -> {
              if (tensor.requires_grad() && !name.equals("layers.0.fc.bias")) {
                assertThat(Tensors.longs(tensor.grad().abs().sum().gt(new Scalar(1e-6))))
                    .as(name)
                    .containsExactly(1);
              }
            });
  }

  @Test
  void aDescriptionIsEnoughToBuildAnEqualHead() {
    MlpHead head = new MlpHead(6, LAYERS, random(6));
    assertThat(head.description())
        .containsEntry(
            "head-layers",
            "5 bias batch relu, 4 no-bias batch-scale gelu, 3 no-bias batch-plain none");
    Head again = Heads.create(head.description(), random(7));
    assertThat(again.description()).isEqualTo(head.description());
    assertThat(Tensors.named(again).keySet()).isEqualTo(Tensors.named(head).keySet());
    assertThat(Heads.matrices(head.description()))
        .containsExactly(
            Map.entry("layers.0.fc.weight", List.of(5L, 6L)),
            Map.entry("layers.1.fc.weight", List.of(4L, 5L)),
            Map.entry("layers.2.fc.weight", List.of(3L, 4L)));
  }

  @Test
  void descriptionsOfNoHeadAreRefused() {
    refused("", "must be layers such as '512 no-bias batch relu' but has ''");
    refused("5 bias batch", "but has '5 bias batch'");
    refused("5 maybe batch relu", "but has '5 maybe batch relu'");
    refused("x bias batch relu", "the width of a layer in head-layers must be a whole number");
    refused("0 bias batch relu", "must have a positive width");
    refused("5 bias group relu", "the norm in head-layers must be one of");
    refused("5 bias batch tanh", "the activation in head-layers must be one of");
    assertThatThrownBy(() -> new MlpHead(6, List.of(), random(1)))
        .hasMessageContaining("one layer or more");
    assertThatThrownBy(() -> new MlpHead(0, LAYERS, random(1)))
        .hasMessageContaining("positive width");
  }

  private static void refused(String layers, String says) {
    Map<String, String> description = Map.of("head", "mlp", "head-in", "6", "head-layers", layers);
    assertThatThrownBy(() -> Heads.create(description, random(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }

  @Test
  void equalRowsGiveFiniteResults() {
    MlpHead head = new MlpHead(6, LAYERS, random(8));
    head.train(true);
    assertThat(Tensors.isFinite(head.forward(torch.zeros(5, 6)))).isTrue();
  }
}
