package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.augment.LocalCropOptions;
import org.likeness.data.Batch;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link Swav} with an identity for its network against {@code swav}: with raw prototypes, which it
 * normalises before the step. Limits are those of {@link Fixture#assertMatches}.
 */
final class SwavMethodFixtureTest {
  private final Fixture f = Fixture.read("swav");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({
    "'', Float",
    "'', Double",
    "one_iteration/, Float",
    "one_iteration/, Double",
    "with_queue/, Float",
    "with_queue/, Double"
  })
  void lossGradientsAndQueue(String key, String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    boolean queue = key.equals("with_queue/");
    Swav method = method(f.integer(key + "iterations"), queue ? rows() : 0);
    Tensor prototypes = method.state().tensors().get("prototypes");
    prototypes.set_data(f.tensor("prototypes", type));
    if (queue) {
      method.state().tensors().get("queue").set_data(f.tensor(key + "queue", type));
      method.state().restoreScalar("queued", rows());
    }
    Tensor x = f.tensor("embeddings", type).set_requires_grad(true);
    Loss loss = step(method, 0, x);
    f.assertMatches(key + "loss", loss.value());
    f.assertMatches(key + "grad_embeddings", x.grad());
    f.assertMatches(key + "grad_prototypes", prototypes.grad());
    if (queue) {
      f.assertMatches("with_queue/queue_after", method.state().tensors().get("queue"));
      assertThat(method.state().scalars()).containsEntry("queued", (double) rows());
    }
  }

  /**
   * The second step, for which the fixture has no numbers, by plain loops: the images in the
   * opposite order, with the queue that the first step moved.
   */
  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void aSecondStepWithTheMovedQueue(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
    Swav method = method(f.integer("with_queue/iterations"), rows());
    Tensor prototypes = method.state().tensors().get("prototypes");
    prototypes.set_data(f.tensor("prototypes", type));
    method.state().tensors().get("queue").set_data(f.tensor("with_queue/queue", type));
    method.state().restoreScalar("queued", rows());
    step(method, 0, f.tensor("embeddings", type));
    f.assertMatches("with_queue/queue_after", method.state().tensors().get("queue"));
    prototypes.mutable_grad().reset();
    Tensor x = f.tensor("embeddings", type).flip(0).set_requires_grad(true);
    Loss loss = step(method, 1, x);
    SlowSwav plain = new SlowSwav(f, Tensors.doubles(x.detach()));
    assertThat(loss.value().item_double()).isCloseTo(plain.loss(), within(limit * plain.loss()));
    Fixture.assertMatches(
        "embeddings", Tensors.doubles(x.grad()), plain.gradientOfEmbeddings(), limit);
    Fixture.assertMatches(
        "prototypes", Tensors.doubles(prototypes.grad()), plain.gradientOfPrototypes(), limit);
    Fixture.assertMatches(
        "queue", Tensors.doubles(method.state().tensors().get("queue")), plain.queue(), limit);
  }

  /** Of each queue. */
  private int rows() {
    return Math.toIntExact(f.shape("with_queue/queue")[1]);
  }

  private Loss step(Swav method, int index, Tensor x) {
    int b = f.integer("batch");
    List<Tensor> views = new ArrayList<>();
    for (int v = 0; v < f.integer("crops"); v++) {
      views.add(x.narrow(0, (long) v * b, b));
    }
    Step step = new Step(index, 10, 0, 1);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.beforeStep(step);
    }
    Batch batch = new Batch(views, Tensors.of(new long[b], b), Optional.empty());
    Loss loss = method.loss(batch, step);
    loss.value().backward();
    method.afterStep(step);
    return loss;
  }

  private Swav method(int iterations, int queue) {
    int d = f.integer("dim");
    Swav.Options options =
        new Swav.Options(
            f.number("tau"),
            f.number("epsilon"),
            iterations,
            f.integer("prototypes_count"),
            0,
            queue,
            0,
            1,
            d,
            1,
            new LocalCropOptions(f.integer("crops") - 2, 8, 0.1, 0.3, 0));
    return new Swav(
        IdentityBackbone.ingredients(f.integer("batch"), f.integer("batch")),
        options,
        IdentityBackbone.network(d));
  }
}
