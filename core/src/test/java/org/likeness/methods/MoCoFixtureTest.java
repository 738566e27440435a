package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.QueueContrast;
import org.likeness.memory.Queue;
import org.likeness.method.Step;
import org.likeness.nn.Normalize;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link MoCo} with identities for its networks, and its loss alone, against {@code moco}: logits,
 * loss, gradient, and queue, pointer and key weights after each of two steps. Limits are those of
 * {@link Fixture#assertMatches}; the difference of key weights counts to 1e-3 in float, since it is
 * a thousandth of them.
 */
final class MoCoFixtureTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void twoSteps(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("moco");
    int d = f.integer("dim");
    MoCo.Options options =
        new MoCo.Options(
            d, f.number("tau"), f.integer("queue_size"), f.number("key_momentum"), 0, true, false);
    Tensor initial = f.tensor("key_weights_before", type);
    SingleNetwork network = IdentityBackbone.network(d, initial);
    SingleNetwork keys = IdentityBackbone.network(d, initial);
    Queue queue = Queue.of(f.tensor("queue", type), f.integer("queue_pointer"));
    MoCo method =
        new MoCo(
            IdentityBackbone.ingredients(100, f.integer("batch")), options, network, keys, queue);
    Map<String, Tensor> state = method.state().tensors();
    for (int s = 0; s < 2; s++) {
      Fixture step = f.at("steps/" + s);
      Tensor x = step.tensor("queries", type).set_requires_grad(true);
      Tensor keyWeights = state.get("key.backbone.weight");
      Tensor before = keyWeights.clone();
      Tensors.copy(step.tensor("query_weights", type), network.backbone().parameters().get(0));
      Step now = new Step(s, 10, 0, 1);
      hook(() -> method.beforeStep(now));
      step.assertMatches("key_weights_after", keyWeights);
      step.assertMatches(
          "key_weights_delta", keyWeights.sub(before), type == ScalarType.Double ? 1e-9 : 1e-3);
      Tensor loss = method.loss(IdentityBackbone.batch(x, step.tensor("keys", type)), now).value();
      loss.backward();
      step.assertMatches("loss", loss);
      step.assertMatches("grad_queries", x.grad());
      hook(() -> method.afterStep(now));
      step.assertMatches("queue_after", state.get("queue"));
      assertThat(method.state().scalars().get("queue-pointer"))
          .isEqualTo(step.number("pointer_after"));
    }
  }

  private static void hook(Runnable called) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      called.run();
    }
  }

  /** The logits are never made: the loss of each query alone is what they give. */
  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theLogitsOfEachQuery(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("moco");
    QueueContrast contrast = new QueueContrast(f.number("tau"));
    Tensor q = Normalize.rows(f.tensor("steps/0/queries", type));
    Tensor k = f.tensor("steps/0/keys", type);
    Tensor queue = f.tensor("queue", type);
    Tensor logits = f.tensor("steps/0/logits", ScalarType.Double); // [B, 1 + K]
    double[] expected = Tensors.doubles(logits.logsumexp(1).sub(logits.select(1, 0)));
    double[] found = new double[expected.length];
    for (int b = 0; b < found.length; b++) {
      found[b] = contrast.loss(q.narrow(0, b, 1), k.narrow(0, b, 1), queue).item_double();
    }
    Fixture.assertMatches("losses", found, expected, type == ScalarType.Double ? 1e-9 : 1e-4);
    double mean = 0;
    for (double loss : found) {
      mean += loss / found.length;
    }
    assertThat(contrast.loss(q, k, queue).sub(new Scalar(mean)).abs().item_double())
        .isLessThan(1e-5);
  }
}
