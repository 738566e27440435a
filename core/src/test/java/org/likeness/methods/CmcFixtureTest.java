package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
    return method(loss, type, (images, step) -> f.longs("negatives"));
  }

  private Cmc method(CrossLoss loss, ScalarType type, Negatives negatives) {
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
        negatives);
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
    Tensor joined = torch.cat(new TensorVector(l.detach(), ab.detach()), 1); // length sqrt 2
    Fixture.assertMatches(
        "features",
        Tensors.doubles(loss.features()),
        Tensors.doubles(joined.div(new Scalar(Math.sqrt(2)))),
        1e-6);
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

  /** Over all images: what the sampled one is where the negatives are all others, once each. */
  @Test
  void theExactSoftmaxIsTheSampledOneOfAllOthers() {
    long[] indices = f.integers("indices");
    int others = f.integer("n") - 1;
    long[] rows = new long[indices.length * others];
    for (int i = 0; i < rows.length; i++) {
      long row = i % others;
      rows[i] = row < indices[i / others] ? row : row + 1;
    }
    List<double[]> found = new ArrayList<>();
    for (CrossLoss form : List.of(CrossLoss.SOFTMAX, CrossLoss.SAMPLED)) {
      Cmc method =
          method(
              form,
              ScalarType.Double,
              (images, step) -> Tensors.of(rows.clone(), indices.length, others));
      Tensor l = f.tensor("features_l", ScalarType.Double).set_requires_grad(true);
      Tensor ab = f.tensor("features_ab", ScalarType.Double).set_requires_grad(true);
      Loss loss = step(method, 0, l, ab);
      found.add(new double[] {loss.value().item_double()});
      found.add(Tensors.doubles(l.grad()));
      found.add(Tensors.doubles(ab.grad()));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(found.get(i)).containsExactly(found.get(i + 3), within(1e-9));
    }
  }

  /**
   * The second step, for which the fixture has no numbers, by plain loops: the halves' features
   * exchanged, against the banks that the first step wrote and with its Z.
   */
  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void aSecondStepWithTheFrozenZ(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
    Cmc method = method(CrossLoss.NCE, type);
    step(method, 0, f.tensor("features_l", type), f.tensor("features_ab", type));
    Tensor l = f.tensor("features_ab", type).set_requires_grad(true);
    Tensor ab = f.tensor("features_l", type).set_requires_grad(true);
    Loss loss = step(method, 1, l, ab);
    Plain ofL = new Plain("features_ab", "bank_ab_after", f.number("Z_l"));
    Plain ofAb = new Plain("features_l", "bank_l_after", f.number("Z_ab"));
    assertThat(loss.value().item_double())
        .isCloseTo(ofL.loss() + ofAb.loss(), within(limit * (ofL.loss() + ofAb.loss())));
    assertThat(ofL.loss()).isNotCloseTo(f.number("loss_l"), within(0.01));
    Fixture.assertMatches("gradient of l", Tensors.doubles(l.grad()), ofL.gradient(), limit);
    Fixture.assertMatches("gradient of ab", Tensors.doubles(ab.grad()), ofAb.gradient(), limit);
    Map<String, Tensor> state = method.state().tensors();
    Fixture.assertMatches(
        "bank of l", Tensors.doubles(state.get("bank-l")), bank("bank_l_after", ofL.v), limit);
    Fixture.assertMatches(
        "bank of ab", Tensors.doubles(state.get("bank-ab")), bank("bank_ab_after", ofAb.v), limit);
    assertThat(method.state().scalars().get("z-l"))
        .isCloseTo(f.number("Z_l"), within(limit * f.number("Z_l")));
    assertThat(method.state().scalars().get("z-ab"))
        .isCloseTo(f.number("Z_ab"), within(limit * f.number("Z_ab")));
  }

  private Loss step(Cmc method, int index, Tensor l, Tensor ab) {
    Step step = new Step(index, 10, 0, 1);
    Tensor x = torch.stack(new TensorVector(l, ab, ab.detach()), 1);
    Loss loss = method.loss(new Batch(List.of(x), f.longs("indices"), Optional.empty()), step);
    if (loss.value().requires_grad()) {
      loss.value().backward();
    }
    method.afterStep(step);
    return loss;
  }

  /** Rows {@code indices} become {@code norm(momentum old + (1 - momentum) feature)}. */
  private double[] bank(String before, double[][] features) {
    double[][] bank = rows(before);
    double momentum = f.number("bank_momentum");
    long[] indices = f.integers("indices");
    for (int b = 0; b < indices.length; b++) {
      double[] row = bank[(int) indices[b]];
      for (int k = 0; k < row.length; k++) {
        row[k] = momentum * row[k] + (1 - momentum) * features[b][k];
      }
      double length = Math.sqrt(dot(row, row));
      for (int k = 0; k < row.length; k++) {
        row[k] /= length;
      }
    }
    return Arrays.stream(bank).flatMapToDouble(Arrays::stream).toArray();
  }

  private double[][] rows(String key) {
    double[] values = f.numbers(key);
    int d = f.integer("dim");
    double[][] rows = new double[values.length / d][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * d, (i + 1) * d));
    return rows;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /**
   * One direction: with P = exp(v . w / tau) / Z for the image's own row w_0 and m others, {@code
   * -log(P_0 / (P_0 + c + eps)) - sum_k log(c / (P_k + c + eps))}, c = m / n, a mean over images.
   */
  private final class Plain {
    private final double[][] v;
    private final double[][] bank;
    private final double z;
    private final double c = (double) f.integer("m") / f.integer("n");

    Plain(String features, String bank, double z) {
      this.v = rows(features);
      this.bank = rows(bank);
      this.z = z;
    }

    private double[] candidate(int b, int k) {
      return bank[(int) (k == 0 ? f.integers("indices")[b] : f.integers("negatives/" + b)[k - 1])];
    }

    double loss() {
      double sum = 0;
      for (int b = 0; b < v.length; b++) {
        for (int k = 0; k <= f.integer("m"); k++) {
          double p = Math.exp(dot(v[b], candidate(b, k)) / f.number("tau")) / z;
          sum -= Math.log((k == 0 ? p : c) / (p + c + f.number("eps")));
        }
      }
      return sum / v.length;
    }

    /** The slope along each score, then through the normalisation of v. */
    double[] gradient() {
      int d = f.integer("dim");
      double[] gradient = new double[v.length * d];
      for (int b = 0; b < v.length; b++) {
        double[] g = new double[d];
        for (int k = 0; k <= f.integer("m"); k++) {
          double[] w = candidate(b, k);
          double p = Math.exp(dot(v[b], w) / f.number("tau")) / z;
          double slope = p / (p + c + f.number("eps")) - (k == 0 ? 1 : 0);
          for (int i = 0; i < d; i++) {
            g[i] += slope * w[i] / f.number("tau") / v.length;
          }
        }
        double along = dot(g, v[b]);
        for (int i = 0; i < d; i++) {
          gradient[b * d + i] = g[i] - along * v[b][i];
        }
      }
      return gradient;
    }
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
