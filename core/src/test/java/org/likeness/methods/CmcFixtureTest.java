package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.Fixture;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.encoder.HalvesNetwork;
import org.likeness.encoder.SingleNetwork;
import org.likeness.memory.MemoryBank;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.method.Term;
import org.likeness.nn.IdentityHead;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link Cmc} with identities for its halves against {@code cmc}: losses, gradients, and banks and
 * constants after a step. The method normalises its input, so a stored gradient g counts as g -
 * (g.x) x.
 */
final class CmcFixtureTest {
  private final Fixture f = Fixture.read("cmc");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private Cmc method(CrossLoss loss, ScalarType type) {
    int d = f.integer("dim");
    Cmc.Options options =
        new Cmc.Options(
            loss,
            d,
            f.number("tau"),
            f.integer("m"),
            ZPolicy.FROZEN,
            0,
            f.number("eps"),
            f.number("bank_momentum"));
    return new Cmc(
        IdentityBackbone.ingredients(f.integer("n"), f.integer("batch")),
        options,
        new HalvesNetwork(half(1, d), half(2, d)),
        MemoryBank.of(f.tensor("bank_l", type)),
        MemoryBank.of(f.tensor("bank_ab", type)),
        (images, step) -> f.longs("negatives"));
  }

  private static SingleNetwork half(int channels, int d) {
    return new SingleNetwork(
        new FirstChannel(channels, d), new IdentityHead(d), BackboneOptions.defaults());
  }

  @ParameterizedTest
  @CsvSource({
    "NCE, Float, ''",
    "NCE, Double, ''",
    "SAMPLED, Float, _softmax",
    "SAMPLED, Double, _softmax"
  })
  void aStep(CrossLoss form, String typeName, String suffix) {
    ScalarType type = ScalarType.valueOf(typeName);
    Cmc method = method(form, type);
    Tensor l = f.tensor("features_l", type).set_requires_grad(true);
    Tensor ab = f.tensor("features_ab", type).set_requires_grad(true);
    Tensor x = torch.stack(new TensorVector(l, ab, ab.detach()), 1); // [B, 3, d]
    Step step = new Step(0, 10, 0, 1);
    Loss loss = method.loss(new Batch(List.of(x), f.longs("indices"), Optional.empty()), step);
    loss.value().backward();
    f.assertMatches("loss" + suffix, loss.value());
    assertGradient("grad_l" + suffix, "features_l", l);
    assertGradient("grad_ab" + suffix, "features_ab", ab);
    assertThat(loss.terms()).extracting(Term::name).containsExactly("l", "ab");
    Map<String, Tensor> state = method.state().tensors();
    f.assertMatches("bank_l", state.get("bank-l"), 1e-7);
    method.afterStep(step);
    f.assertMatches("bank_l_after", state.get("bank-l"));
    f.assertMatches("bank_ab_after", state.get("bank-ab"));
    double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
    double zL = form == CrossLoss.NCE ? f.number("Z_l") : 0;
    double zAb = form == CrossLoss.NCE ? f.number("Z_ab") : 0;
    assertThat(method.state().scalars().get("z-l")).isCloseTo(zL, within(limit * zL));
    assertThat(method.state().scalars().get("z-ab")).isCloseTo(zAb, within(limit * zAb));
  }

  private void assertGradient(String key, String features, Tensor x) {
    Tensor g = f.tensor(key, ScalarType.Double);
    Tensor unit = f.tensor(features, ScalarType.Double);
    Tensor projected = g.sub(g.mul(unit).sum(new long[] {1}, true, null).mul(unit));
    double limit = Tensors.type(x) == ScalarType.Double ? 1e-9 : 1e-4;
    Fixture.assertMatches(key, Tensors.doubles(x.grad()), Tensors.doubles(projected), limit);
  }

  /** {@code [B, C, d]} to the first of its channels. */
  private static final class FirstChannel extends Backbone {
    private final int channels;
    private final int size;

    FirstChannel(int channels, int size) {
      super("FirstChannel");
      this.channels = channels;
      this.size = size;
    }

    @Override
    public List<String> stageNames() {
      return List.of();
    }

    @Override
    public LinkedHashMap<String, Tensor> stages(Tensor images) {
      return new LinkedHashMap<>();
    }

    @Override
    public Tensor features(Tensor images) {
      return images.select(1, 0);
    }

    @Override
    public int featureSize() {
      return size;
    }

    @Override
    public int inputChannels() {
      return channels;
    }

    @Override
    public Map<String, Tensor> parametersThrough(String stage) {
      return Map.of();
    }
  }
}
