package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.augment.PatchOptions;
import org.likeness.augment.ViewOptions;
import org.likeness.encoder.PatchesNetwork;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.nn.LinearHead;
import org.likeness.nn.MaskedContext;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * {@link Cpc} against {@code cpc} with an identity for its network and none for its context: the
 * features of a patch hold its encoding, then what is predicted from it, and linear maps take them
 * apart.
 */
final class CpcFixtureTest {
  private static final Step STEP = new Step(0, 10, 0, 1);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Cpc method(
      Cpc.Options options, int rows, Tensor head, Tensor predictions, CellDraws draws) {
    Ingredients usual = IdentityBackbone.ingredients(8, 2);
    Ingredients in =
        new Ingredients(
            8,
            2,
            4,
            usual.backbone(),
            ViewOptions.defaults(rows),
            usual.preprocessing(),
            usual.random());
    int f = Math.toIntExact(head.size(1));
    SingleNetwork patch =
        new SingleNetwork(IdentityBackbone.network(f).backbone(), linear(head), usual.backbone());
    RandomStream random = new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0);
    CpcNetworks networks =
        new CpcNetworks(
            new PatchesNetwork(patch, 1, 1),
            new MaskedContext(f, 1, 0, random),
            linear(predictions));
    return new Cpc(in, options, networks, draws);
  }

  /** Without bias. */
  private static LinearHead linear(Tensor weight) {
    LinearHead head =
        new LinearHead(
            Math.toIntExact(weight.size(1)),
            Math.toIntExact(weight.size(0)),
            new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    head.to(Tensors.type(weight), false);
    Tensors.copy(weight, head.weights().get("fc.weight"));
    Tensors.copy(torch.zeros_like(head.weights().get("fc.bias")), head.weights().get("fc.bias"));
    return head;
  }

  private static Cpc.Options options(
      int dim, int steps, int skip, CellNegatives negatives, int m, double scale) {
    return new Cpc.Options(
        new PatchOptions(1, 1, 0, 0), steps, skip, dim, 0, 1, negatives, m, scale, false);
  }

  /** {@code [d, from + d + after]}: the identity behind {@code from} columns of zeros. */
  private static Tensor identity(long d, long from, long after, ScalarType type) {
    return torch.constant_pad_nd(torch.eye(d).to(type), new long[] {from, after}, new Scalar(0.0));
  }

  private static Tensor rows(Tensor grid) {
    return grid.flatten(0, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void amongAllCells(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("cpc");
    int d = f.integer("dim");
    int h = f.integer("height");
    int steps = h - 1;
    Tensor each = identity(d, d, 0, type); // [d, 2d], the same for all steps
    Cpc method =
        method(
            options(d, steps, 0, CellNegatives.ALL, 1, f.number("embed_scale")),
            h,
            identity(d, 0, d, type),
            each.repeat(steps, 1),
            CellDraws.uniform(new RandomSource(1), 1));
    Tensor z =
        torch
            .cat(
                new TensorVector(
                    rows(f.tensor("targets", type)), rows(f.tensor("predictions", type))),
                1)
            .set_requires_grad(true);
    Loss loss = method.loss(z, h, f.integer("width"), STEP);
    Tensor sum = loss.value().mul(new Scalar(steps)); // here a mean over the steps
    f.assertMatches("loss", sum);
    Tensor mean = f.tensor("targets", type).mean(new long[] {1, 2}, false, null); // [B, d]
    Fixture.assertMatches(
        "the direction of an image's mean target",
        Tensors.doubles(loss.features()),
        Tensors.doubles(mean.div(mean.square().sum(new long[] {1}, true, null).sqrt())),
        1e-5);
    sum.backward();
    assertGradient(f, "grad_targets", z.grad().narrow(1, 0, d));
    assertGradient(f, "grad_predictions", z.grad().narrow(1, d, d));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void amongDrawnCells(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture f = Fixture.read("cpc").at("v1");
    int steps = f.integer("steps_count");
    Tensor encodings = f.tensor("encodings", type);
    Tensor context = f.tensor("context", type);
    Tensor weights = f.tensor("weights", type); // [K, d, e]
    long d = weights.size(1);
    long e = weights.size(2);
    Tensor linear =
        torch.constant_pad_nd(weights.flatten(0, 1), new long[] {d, 0}, new Scalar(0.0));
    List<Tensor> drawn = new ArrayList<>();
    for (int k = 0; k < steps; k++) {
      drawn.add(f.longs("negatives/" + k));
    }
    Cpc method =
        method(
            options(
                Math.toIntExact(d),
                steps,
                f.integer("skip"),
                CellNegatives.SAMPLED,
                f.integer("m"),
                1),
            Math.toIntExact(encodings.size(1)),
            identity(d, 0, e, type),
            linear,
            new Given(drawn));
    Tensor z =
        torch.cat(new TensorVector(rows(encodings), rows(context)), 1).set_requires_grad(true);
    Loss loss = method.loss(z, encodings.size(1), encodings.size(2), STEP);
    f.assertMatches("loss", loss.value());
    loss.value().backward();
    assertGradient(f, "grad_encodings", z.grad().narrow(1, 0, d));
    assertGradient(f, "grad_context", z.grad().narrow(1, d, e));
  }

  private static void assertGradient(Fixture f, String key, Tensor actual) {
    double limit = Tensors.type(actual) == ScalarType.Double ? 1e-9 : 1e-4;
    Fixture.assertMatches(key, Tensors.doubles(actual), f.numbers(key), limit);
  }

  /** The draws of the steps, one after the other. */
  private record Given(List<Tensor> drawn) implements CellDraws {
    @Override
    public void begin(Step step) {}

    @Override
    public Tensor draw(long predictions, long cells) {
      return drawn.remove(0);
    }
  }
}
