package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.encoder.SingleNetwork;
import org.likeness.memory.Queue;
import org.likeness.method.Ingredients;
import org.likeness.method.RunSize;
import org.likeness.method.Step;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class MoCoTest {
  private static final int D = 4;
  private static final MoCo.Options SMALL = new MoCo.Options(D, 0.2, 6, 0.9, 0, true, false);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor rows(int seed, long... shape) {
    RandomStream random = new RandomSource(seed).stream(Purpose.EVALUATION, 0, 0);
    float[] values =
        new float[Math.toIntExact(java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, shape);
  }

  /** With identities for its networks: keys are the second view's unit rows. */
  private static MoCo identity(MoCo.Options options) {
    return new MoCo(
        IdentityBackbone.ingredients(40, 4),
        options,
        IdentityBackbone.network(D),
        IdentityBackbone.network(D),
        Queue.unit(options.queue(), D, new RandomSource(2)));
  }

  private static void after(MoCo method, Step step) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.afterStep(step);
    }
  }

  private static Step step(int index) {
    return new Step(index, 10, 0, 1);
  }

  /** Batches of different sizes, accumulated: the queue moves once, after the update. */
  @Test
  void keysAreEnqueuedOnceAnUpdateAndInOrder() {
    MoCo method = identity(SMALL);
    Tensor queue = method.state().tensors().get("queue");
    float[] before = Tensors.floats(queue);
    double first;
    try (Scope scope = Scope.open()) {
      method.beforeStep(step(0));
      Tensor q = rows(1, 3, D);
      first = method.loss(IdentityBackbone.batch(q, rows(2, 3, D)), step(0)).value().item_double();
      assertThat(
              method.loss(IdentityBackbone.batch(q, rows(2, 3, D)), step(0)).value().item_double())
          .as("the second batch sees the queue of earlier steps only")
          .isEqualTo(first);
      method.loss(IdentityBackbone.batch(rows(4, 2, D), rows(5, 2, D)), step(0));
      assertThat(Tensors.floats(queue)).containsExactly(before);
      after(method, step(0));
    }
    assertThat(method.state().scalars().get("queue-pointer")).isEqualTo((3 + 3 + 2) % 6);
    Tensor keys = org.likeness.nn.Normalize.rows(rows(5, 2, D));
    assertThat(Tensors.floats(queue.narrow(0, 0, 2))).containsExactly(Tensors.floats(keys));
    float[] written = Tensors.floats(queue);
    after(method, step(0));
    assertThat(Tensors.floats(queue)).as("nothing is left").containsExactly(written);
  }

  @Test
  void keysOfAStepThatFailedAreDropped() {
    MoCo method = identity(SMALL);
    float[] before = Tensors.floats(method.state().tensors().get("queue"));
    method.loss(IdentityBackbone.batch(rows(1, 3, D), rows(2, 3, D)), step(0));
    method.beforeStep(step(1));
    after(method, step(1));
    assertThat(Tensors.floats(method.state().tensors().get("queue"))).containsExactly(before);
  }

  /** The sum of both directions; the keys of both views are enqueued. */
  @Test
  void symmetricIsTheSumOfBothDirections() {
    Tensor x1 = rows(1, 3, D);
    Tensor x2 = rows(2, 3, D);
    MoCo both = identity(OptionRecords.with(SMALL, "symmetric", true));
    double sum = both.loss(IdentityBackbone.batch(x1, x2), step(0)).value().item_double();
    double one =
        identity(SMALL).loss(IdentityBackbone.batch(x1, x2), step(0)).value().item_double();
    double other =
        identity(SMALL).loss(IdentityBackbone.batch(x2, x1), step(0)).value().item_double();
    assertThat(sum).isCloseTo(one + other, within(1e-6));
    after(both, step(0));
    assertThat(both.state().scalars().get("queue-pointer")).isZero();
    assertThat(both.collapsedLoss(4).orElseThrow()).isCloseTo(2 * Math.log(7), within(1e-12));
  }

  private static MoCo real(MoCo.Options options, BackboneOptions.Norm norm, int images) {
    Ingredients in = IdentityBackbone.ingredients(images, 8);
    return new MoCo(
        new Ingredients(
            in.images(),
            in.batch(),
            in.stepsPerEpoch(),
            new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0, norm, 2),
            ViewOptions.defaults(16),
            in.preprocessing(),
            in.random()),
        options);
  }

  /** The permutation is undone, and without groups it plays no part. */
  @Test
  void shufflingChangesStatisticsAndNotTheOrder() {
    Batch batch = IdentityBackbone.batch(rows(1, 8, 3, 16, 16), rows(2, 8, 3, 16, 16));
    List<List<Double>> losses = new ArrayList<>();
    for (BackboneOptions.Norm norm :
        List.of(BackboneOptions.Norm.BATCH, BackboneOptions.Norm.SPLIT)) {
      List<Double> pair = new ArrayList<>();
      for (boolean shuffle : new boolean[] {true, false}) {
        MoCo method = real(OptionRecords.with(SMALL, "shuffle", shuffle), norm, 40);
        pair.add(method.loss(batch, step(0)).value().item_double());
      }
      losses.add(pair);
    }
    assertThat(losses.get(0).get(0)).isCloseTo(losses.get(0).get(1), within(1e-4));
    assertThat(Math.abs(losses.get(1).get(0) - losses.get(1).get(1))).isGreaterThan(1e-3);
  }

  @Test
  void aPermutationHasEveryPlaceAndIsUndone() {
    Permutation order = Permutation.of(50, new RandomSource(1), step(3), 0);
    assertThat(order.order()).doesNotHaveDuplicates().hasSize(50);
    assertThat(order.order())
        .isNotEqualTo(Permutation.of(50, new RandomSource(1), step(4), 0).order());
    assertThat(order.order())
        .isNotEqualTo(Permutation.of(50, new RandomSource(1), step(3), 1).order());
    assertThat(Permutation.of(50, new RandomSource(1), step(3).at(1), 0).order())
        .as("the next batch of a step")
        .isNotEqualTo(order.order())
        .isNotEqualTo(Permutation.of(50, new RandomSource(1), step(3), 1).order());
    Tensor x = rows(1, 50, 2);
    List<Tensor> seen = new ArrayList<>();
    Tensor back =
        order.around(
            x,
            moved -> {
              seen.add(moved);
              return moved;
            });
    assertThat(Tensors.floats(back)).containsExactly(Tensors.floats(x));
    assertThat(Tensors.floats(seen.get(0))).isNotEqualTo(Tensors.floats(x));
  }

  /** The key network begins as a copy, has no gradient and statistics of its own. */
  @Test
  void theKeyNetworkFollowsBeforeTheKeyPass() {
    MoCo method = real(SMALL, BackboneOptions.Norm.SPLIT, 40);
    Map<String, Tensor> state = method.state().tensors();
    Tensor query = state.get("backbone.conv1.weight");
    Tensor key = state.get("key.backbone.conv1.weight");
    assertThat(Tensors.floats(key)).containsExactly(Tensors.floats(query));
    assertThat(key.requires_grad()).isFalse();
    assertThat(state.get("key.head.fc.weight").requires_grad()).isFalse();
    float start = Tensors.floats(key)[0];
    try (NoGradGuard noGrad = new NoGradGuard()) {
      query.add_(new org.bytedeco.pytorch.Scalar(1));
      method.beforeStep(step(0));
    }
    assertThat(Tensors.floats(key)[0]).isCloseTo(start + 0.1f, within(1e-6f));
    method.networks().forEach(network -> network.train(true));
    method.loss(IdentityBackbone.batch(rows(1, 8, 3, 16, 16), rows(2, 8, 3, 16, 16)), step(0));
    assertThat(state.get("key.backbone.bn1.num_batches_tracked").item_long()).isEqualTo(1);
    assertThat(Tensors.floats(state.get("key.backbone.bn1.running_mean")))
        .isNotEqualTo(Tensors.floats(state.get("backbone.bn1.running_mean")));
  }

  @Test
  void headsAreLinearOrOfTwoLayersWithoutNorm() {
    assertThat(MoCo.Options.paper())
        .isEqualTo(new MoCo.Options(128, 0.07, 65536, 0.999, 0, true, false));
    assertThat(MoCo.Options.paperV2())
        .isEqualTo(new MoCo.Options(128, 0.2, 65536, 0.999, 2048, true, false));
    SingleNetwork v1 = SingleNetworks.relu(IdentityBackbone.ingredients(4, 2), 0, D);
    assertThat(Tensors.named(v1.head()).keySet()).containsExactly("fc.weight", "fc.bias");
    SingleNetwork v2 = SingleNetworks.relu(IdentityBackbone.ingredients(4, 2), 10, D);
    assertThat(Tensors.named(v2.head()).keySet())
        .containsExactly(
            "layers.0.fc.weight", "layers.0.fc.bias", "layers.1.fc.weight", "layers.1.fc.bias");
  }

  @Test
  void aLongQueueAndASlowAverageAreAdvisedAgainst() {
    MoCo method = real(SMALL, BackboneOptions.Norm.BATCH, 18);
    assertThat(method.advice(new RunSize(1, 50, 8, 1, 18))).isEmpty();
    assertThat(method.advice(new RunSize(1, 49, 8, 1, 18)))
        .containsExactly(
            "options.momentum of 0.9 is slow for 49 updates, after which the second network still has much of what it began with: at least 50 updates fit");
    assertThat(real(SMALL, BackboneOptions.Norm.BATCH, 17).advice(new RunSize(1, 50, 8, 1, 17)))
        .containsExactly(
            "options.queue of 6 is more than a third of the 17 images, whose own keys are then often among their negatives: at most 5 fits");
  }

  @Test
  void theAdvisedMomentumIsTheLargestThatFits() {
    assertThat(RunAdvice.momentum("momentum", 0.999, 1000))
        .hasValueSatisfying(s -> assertThat(s).contains(": 0.99 fits"));
    assertThat(RunAdvice.momentum("momentum", 0.999, 4999)).isPresent();
    assertThat(RunAdvice.momentum("momentum", 0.999, 5000)).isEmpty();
    assertThat(RunAdvice.momentum("momentum", 0.99, 500)).isEmpty();
    assertThat(RunAdvice.momentum("momentum", 0.99, 499))
        .hasValueSatisfying(s -> assertThat(s).contains(": 0.95 fits"));
    assertThat(RunAdvice.momentum("momentum", 0.5, 1))
        .hasValueSatisfying(s -> assertThat(s).endsWith(": at least 10 updates fit"));
    assertThat(RunAdvice.momentum("momentum", 1, 1000))
        .hasValueSatisfying(s -> assertThat(s).contains(": 0.99 fits"));
    assertThat(RunAdvice.momentum("momentum", 0, 1)).isEmpty();
  }
}
