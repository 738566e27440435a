package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.error.InputException;
import org.likeness.method.Epoch;
import org.likeness.method.Ingredients;
import org.likeness.method.Step;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** With a tiny ResNet: what happens before an epoch, and the top layer's own update. */
final class DeepClusterTest {
  private static final int IMAGES = 40;
  private static final int B = 6;
  private static final int CLUSTERS = 20;
  private static final double LR = 0.3;
  private static final double DECAY = 0.1;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static DeepCluster method(long seed, int clusters) {
    return method(seed, clusters, false);
  }

  private static DeepCluster method(long seed, int clusters, boolean sobel) {
    Preprocessing preprocessing =
        new Preprocessing(16, 16, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    Ingredients in =
        new Ingredients(
            IMAGES,
            B,
            IMAGES / B,
            new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 16, 0),
            ViewOptions.defaults(16),
            preprocessing,
            new RandomSource(seed));
    return new DeepCluster(in, new DeepCluster.Options(clusters, 16, LR, DECAY, sobel));
  }

  private static Tensor tensor(DeepCluster method, String name) {
    return method.state().tensors().get(name);
  }

  /** As the training loop calls it. */
  private static void begin(DeepCluster method, int epoch) {
    float[][] features = new float[IMAGES][];
    float[] values = Tensors.floats(FewRows.gaussian(5, IMAGES, 12));
    Arrays.setAll(features, i -> Arrays.copyOfRange(values, 12 * i, 12 * i + 12));
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.beforeEpoch(new Epoch(epoch, 10, () -> features));
    }
  }

  private static void step(DeepCluster method, long index) {
    Tensor x = FewRows.gaussian(7, B, 3 * 16 * 16).view(B, 3, 16, 16);
    Tensor targets = Tensors.of(new long[] {0, 3, 3, 19, 7, 1}, B);
    Batch batch = new Batch(List.of(x), Tensors.of(new long[B], B), Optional.of(targets));
    Step step = new Step(index, 60, 0, 10);
    method.loss(batch, step).value().backward();
  }

  private static void update(DeepCluster method, long index) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.afterStep(new Step(index, 60, 0, 10));
    }
  }

  /** Normal with a deviation of 0.01, and no bias; equal in equal epochs of equal seeds alone. */
  @Test
  void beforeEachEpochTheTopLayerIsNew() {
    DeepCluster method = method(1, CLUSTERS);
    float[] built = Tensors.floats(tensor(method, "top.weight"));
    begin(method, 0);
    float[] first = Tensors.floats(tensor(method, "top.weight"));
    assertThat(first).isNotEqualTo(built);
    step(method, 0);
    update(method, 0);
    assertThat(Tensors.floats(tensor(method, "top.weight"))).isNotEqualTo(first);
    assertThat(tensor(method, "top.bias").abs().max().item_double()).isPositive();
    begin(method, 1);
    Tensor w = tensor(method, "top.weight");
    float[] second = Tensors.floats(w);
    assertThat(second).isNotEqualTo(first);
    assertThat(Tensors.floats(tensor(method, "top.bias"))).containsOnly(0);
    double deviation = Math.sqrt(w.square().mean().item_double());
    assertThat(deviation).as("of %d values", second.length).isCloseTo(0.01, within(0.001));
    DeepCluster same = method(1, CLUSTERS);
    begin(same, 1);
    assertThat(Tensors.floats(tensor(same, "top.weight"))).isEqualTo(second);
    DeepCluster other = method(2, CLUSTERS);
    begin(other, 1);
    assertThat(Tensors.floats(tensor(other, "top.weight"))).isNotEqualTo(second);
  }

  /** The network goes on from where it was. */
  @Test
  void beforeAnEpochTheNetworkStaysAsItIs() {
    DeepCluster method = method(1, CLUSTERS);
    String before = method.encoder().hash();
    begin(method, 0);
    assertThat(method.encoder().hash()).isEqualTo(before);
  }

  /**
   * SGD without momentum, so that nothing of a layer outlives it: each update is {@code w - lr
   * (gradient + decay w)} of that step alone, in the first epoch as in the second.
   */
  @Test
  void theTopLayersOptimizerRemembersNothing() {
    DeepCluster method = method(1, CLUSTERS);
    for (int s = 0; s < 4; s++) {
      if (s % 2 == 0) {
        begin(method, s / 2);
      }
      step(method, s);
      for (String name : List.of("top.weight", "top.bias")) {
        assertThat(tensor(method, name).grad().defined()).isTrue();
      }
      Tensor weight = expected(tensor(method, "top.weight"));
      Tensor bias = expected(tensor(method, "top.bias"));
      update(method, s);
      assertEqual(tensor(method, "top.weight"), weight);
      assertEqual(tensor(method, "top.bias"), bias);
      assertThat(tensor(method, "top.weight").grad().defined()).isFalse();
      assertThat(tensor(method, "top.bias").grad().defined()).isFalse();
    }
    List<Long> trained =
        method.trainable().stream()
            .flatMap(group -> group.parameters().stream())
            .map(t -> t.data_ptr().address())
            .toList();
    assertThat(trained)
        .as("the run's optimizer has no state of the top layer")
        .doesNotContain(
            tensor(method, "top.weight").data_ptr().address(),
            tensor(method, "top.bias").data_ptr().address());
  }

  private static Tensor expected(Tensor w) {
    Tensor value = w.detach().clone();
    Tensor g = w.grad().detach().clone().add(value, new Scalar(DECAY));
    return value.sub(g, new Scalar(LR));
  }

  private static void assertEqual(Tensor found, Tensor expected) {
    assertThat(Tensors.floats(found.detach()))
        .containsExactly(Tensors.floats(expected), within(1e-6f));
  }

  /** The plan shows the clusters that were found, as targets. */
  @Test
  void theTargetsOfAnEpochAreItsClusters() {
    DeepCluster method = method(1, 4);
    begin(method, 0);
    long[] clusters = Tensors.longs(tensor(method, "clusters"));
    assertThat(Arrays.stream(clusters).distinct().count()).isGreaterThan(1);
    Plan plan = method.plan(new Epoch(0, 10, () -> new float[0][0]), Plan.of(new int[IMAGES]));
    assertThat(plan.targets())
        .isEqualTo(Arrays.stream(plan.indices()).mapToLong(i -> clusters[i]).toArray());
  }

  /** Two channels of edges or three of colours. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void edgesAreSeenOnlyWhereAskedFor(boolean sobel) {
    DeepCluster method = method(1, 4, sobel);
    assertThat(Tensors.shape(tensor(method, "backbone.conv1.weight"))[1]).isEqualTo(sobel ? 2 : 3);
    assertThat(method.encoder().network().description().containsKey("input")).isEqualTo(sobel);
  }

  @Test
  void moreClustersThanImagesAreRefused() {
    assertThatThrownBy(() -> method(1, IMAGES + 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "options.clusters must be at most the number of training images, 40, but is 41");
  }
}
