package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.encoder.Encoder;
import org.likeness.method.Epoch;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.ParameterGroup;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Something small with all that a checkpoint must hold: a network with batch norm, a bank, a
 * counter. Two views are pulled together and towards the image's row of the bank, each image by
 * itself.
 */
final class TinyMethod implements Method {
  private final TinyNetwork network;
  private final Tensor bank;
  private final List<Tensor> current = new ArrayList<>();
  private final List<Tensor> indices = new ArrayList<>();
  private double updates;

  /** What tests change. */
  long notFiniteFrom = Long.MAX_VALUE;

  boolean collapsed;
  boolean evaluate;
  boolean negatives;
  OptionalDouble collapsedLoss = OptionalDouble.empty();
  Targets targets = Targets.NONE;
  final List<String> calls = new ArrayList<>();
  final List<String> seenTargets = new ArrayList<>();

  TinyMethod(int images, int size, long seed) {
    network = new TinyNetwork(size, new RandomSource(seed));
    bank = torch.zeros(images, size);
  }

  /** Clusters, where it learns from them: an image's number by two. */
  boolean assigns = true;

  @Override
  public void beforeEpoch(Epoch epoch) {
    calls.add("beforeEpoch");
    assertThat(GradMode.is_enabled()).isFalse();
    assertThatThrownBy(() -> Scope.refuse("this")).hasMessageContaining("inside a scope");
    if (targets == Targets.PSEUDO_LABELS) {
      float[][] features = epoch.features().get();
      assertThat(features).hasDimensions(TinyRun.IMAGES, network.featureSize());
    }
  }

  @Override
  public Plan plan(Epoch epoch, Plan proposed) {
    return targets == Targets.PSEUDO_LABELS && assigns
        ? new Plan(
            proposed.indices(),
            proposed.partners(),
            java.util.Arrays.stream(proposed.indices()).mapToLong(i -> i / 2).toArray())
        : proposed;
  }

  @Override
  public Views views() {
    return Views.of(new TinyView(0.2f), new TinyView(0.1f));
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    network.train(!evaluate);
    calls.add("loss");
    seenTargets.add(batch.targets().map(t -> describe(batch, t)).orElse("none"));
    Tensor a = network.embedding(batch.view(0)); // [B, d]
    Tensor b = network.embedding(batch.view(1));
    if (collapsed) {
      a = a.mul(new Scalar(0)).add(torch.ones_like(a).div(new Scalar(2)));
    }
    current.add(a.detach());
    indices.add(batch.indices().clone());
    Tensor pull = a.sub(b).pow(new Scalar(2)).sum().div(new Scalar(batch.size()));
    Tensor own =
        a.mul(bank.index_select(0, batch.indices())).sum().div(new Scalar(batch.size())).neg();
    if (step.index() >= notFiniteFrom) {
      own = own.div(new Scalar(0));
    }
    return Loss.of("pull", pull, a).plus("own", own, 0.5);
  }

  private static String describe(Batch batch, Tensor targets) {
    long[] index = Tensors.longs(batch.indices());
    long[] target = Tensors.longs(targets);
    return java.util.stream.IntStream.range(0, index.length)
        .mapToObj(
            i ->
                target[i] == index[i]
                    ? "instance"
                    : target[i] == index[i] % 3
                        ? "label"
                        : target[i] == index[i] / 2 ? "cluster" : "other")
        .distinct()
        .sorted()
        .collect(Collectors.joining(","));
  }

  @Override
  public void beforeStep(Step step) {
    assertThat(GradMode.is_enabled()).isFalse();
    calls.add("beforeStep");
  }

  @Override
  public void beforeOptimizer(Step step) {
    calls.add("beforeOptimizer");
  }

  @Override
  public void afterStep(Step step) {
    calls.add("afterStep");
    updates++;
    for (int i = 0; i < current.size(); i++) {
      Tensor rows =
          bank.index_select(0, indices.get(i))
              .mul(new Scalar(0.5))
              .add(current.get(i), new Scalar(0.5));
      bank.index_copy_(0, indices.get(i), rows);
    }
    current.clear();
    indices.clear();
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return List.of(ParameterGroup.of("network", Tensors.parameters(network)));
  }

  @Override
  public State state() {
    return new State()
        .module("", network)
        .tensor("bank", bank)
        .scalar("updates", () -> updates, value -> updates = value);
  }

  @Override
  public Targets targets() {
    return targets;
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return collapsedLoss;
  }

  @Override
  public boolean negativesFromBatch() {
    return negatives;
  }

  @Override
  public Encoder encoder() {
    return new Encoder(network, TinyRun.PREPROCESSING);
  }

  double updates() {
    return updates;
  }

  Tensor bank() {
    return bank;
  }
}
