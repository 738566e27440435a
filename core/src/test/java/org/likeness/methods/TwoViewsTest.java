package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.augment.BlurOptions;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.RandomView;
import org.likeness.augment.SecondViewOptions;
import org.likeness.augment.ViewOptions;
import org.likeness.augment.Views;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.VarianceCovariance;
import org.likeness.memory.Queue;
import org.likeness.method.Ingredients;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.Head;
import org.likeness.nn.IdentityHead;
import org.likeness.nn.MlpHead;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * Which view goes where, and the heads, of the methods that compare views: with networks that give
 * back the rows that they are given.
 */
final class TwoViewsTest {
  private static final int B = 4;
  private static final int D = 3;
  private static final Step STEP = new Step(0, 10, 0, 1);
  private static final SecondViewOptions SECOND = new SecondViewOptions(0.25, 0.75);
  private static final LocalCropOptions LOCAL = new LocalCropOptions(1, 8, 0.1, 0.3, 0.5);

  private static final Byol.Options BYOL = new Byol.Options(6, D, 0.9, SECOND, true);
  private static final MoCoV3.Options MOCO_V3 =
      new MoCoV3.Options(0.2, 0.9, 6, D, MoCoV3Heads.AUTO, true, SECOND);
  private static final SimSiam.Options SIMSIAM = new SimSiam.Options(2, 6, D, 5, true);
  private static final BarlowTwins.Options BARLOW =
      new BarlowTwins.Options(0.0051, 6, D, 3, 0.024, SECOND);
  private static final VicReg.Options VICREG =
      new VicReg.Options(VarianceCovariance.Form.RELEASED, 25, 25, 1, 6, D, 3, SECOND);
  private static final MoCo.Options MOCO = new MoCo.Options(D, 0.2, 6, 0.9, 7, true, false);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Of a view with blur, and of a small backbone for what is built whole. */
  private static Ingredients in() {
    Ingredients usual = IdentityBackbone.ingredients(8, B);
    return new Ingredients(
        usual.images(),
        usual.batch(),
        usual.stepsPerEpoch(),
        new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0),
        usual.view().withBlur(new BlurOptions(1, 0.1, 2, BlurOptions.Kind.PIL)),
        usual.preprocessing(),
        usual.random());
  }

  private static SingleNetwork same() {
    return IdentityBackbone.network(D);
  }

  private static Tensor rows(int seed) {
    return FewRows.gaussian(seed, B, D).set_requires_grad(true);
  }

  private static Method predicting(String name, Head predictor) {
    return switch (name) {
      case "byol" -> new Byol(in(), BYOL, same(), same(), predictor);
      case "moco-v3" -> new MoCoV3(in(), MOCO_V3, same(), same(), predictor);
      default -> new SimSiam(in(), SIMSIAM, same(), predictor);
    };
  }

  /** Not normalised, in the order of the views, and with a gradient to each. */
  @ParameterizedTest
  @ValueSource(strings = {"byol", "moco-v3", "simsiam"})
  void thePredictorTakesTheProjectionOfEachView(String name) {
    GivenHead predictor = new GivenHead(rows(3), rows(4));
    Tensor first = rows(1);
    Tensor second = rows(2);
    predicting(name, predictor).loss(IdentityBackbone.batch(first, second), STEP);
    assertThat(predictor.inputs()).hasSize(2).allMatch(Tensor::requires_grad);
    assertThat(Tensors.floats(predictor.inputs().get(0))).containsExactly(Tensors.floats(first));
    assertThat(Tensors.floats(predictor.inputs().get(1))).containsExactly(Tensors.floats(second));
  }

  private static Stream<Method> methods() {
    Torch.require();
    DinoNetwork student = new DinoNetwork(same(), new IdentityHead(D));
    DinoNetwork teacher = new DinoNetwork(same(), new IdentityHead(D));
    return Stream.of(
        predicting("byol", new IdentityHead(D)),
        predicting("moco-v3", new IdentityHead(D)),
        predicting("simsiam", new IdentityHead(D)),
        new BarlowTwins(in(), BARLOW, same()),
        new VicReg(in(), VICREG, same()),
        new SimClr(in(), SimClr.Options.paper(), same()),
        new MoCo(in(), MOCO, same(), same(), Queue.unit(6, D, new RandomSource(1))),
        new Triplet(in(), Triplet.Options.paper(), same()),
        new Swav(in(), swav(), same()),
        new Dino(in(), dino(false), student, teacher));
  }

  private static Swav.Options swav() {
    return new Swav.Options(0.1, 0.05, 3, 5, 0, 0, 0, 6, D, 10, LOCAL);
  }

  private static Dino.Options dino(boolean norms) {
    Dino.Options small = OptionRecords.with(Dino.Options.paper(), "out-dim", D);
    small = OptionRecords.with(small, "hidden", 6);
    small = OptionRecords.with(small, "bottleneck", D);
    small = OptionRecords.with(small, "use-bn-in-head", norms);
    return OptionRecords.with(OptionRecords.with(small, "local", LOCAL), "second", SECOND);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theFeaturesAreTheUnitRowsOfTheFirstView(Method method) {
    Tensor first = rows(1);
    List<Tensor> views =
        method.views().size() == 2 ? List.of(first, rows(2)) : List.of(first, rows(2), rows(3));
    Batch batch = new Batch(views, Tensors.of(new long[] {0, 1, 2, 3}, B), Optional.empty());
    Tensor features = method.loss(batch, STEP).features();
    Tensor x = first.detach();
    Tensor unit = x.div(x.square().sum(new long[] {1}, true, null).sqrt());
    assertThat(Tensors.floats(features)).containsExactly(Tensors.floats(unit), within(1e-6f));
  }

  /** The recipe's blur is the first view's: others of the authors' code are the second's. */
  @Test
  void theFirstViewIsTheRecipesAndTheSecondHasItsOwnBlurAndSolarisation() {
    ViewOptions recipe = in().view();
    List<Method> unlike =
        List.of(
            predicting("byol", new IdentityHead(D)),
            predicting("moco-v3", new IdentityHead(D)),
            new BarlowTwins(in(), BARLOW, same()),
            new VicReg(in(), VICREG, same()));
    for (Method method : unlike) {
      assertThat(seen(method.views())).containsExactly(recipe, SECOND.of(recipe));
    }
    List<Method> alike =
        List.of(
            predicting("simsiam", new IdentityHead(D)),
            new SimClr(in(), SimClr.Options.paper(), same()),
            new MoCo(in(), MOCO, same(), same(), Queue.unit(6, D, new RandomSource(1))),
            new Triplet(in(), Triplet.Options.paper(), same()));
    for (Method method : alike) {
      assertThat(seen(method.views())).containsExactly(recipe, recipe);
    }
  }

  private static List<ViewOptions> seen(Views views) {
    return views.views().stream().map(view -> ((RandomView) view).options()).toList();
  }

  private static List<MlpLayer> layers(Object network) {
    Head head = network instanceof SingleNetwork single ? single.head() : (Head) network;
    return ((MlpHead) head).layers();
  }

  private static MlpLayer layer(int out, boolean bias, Norm norm, Activation activation) {
    return new MlpLayer(out, bias, norm, activation);
  }

  /** As in each authors' code: where a map has a bias and where a norm follows. */
  @Test
  void headsAreThoseOfTheAuthors() {
    MlpLayer withBias = layer(6, true, Norm.BATCH, Activation.RELU);
    MlpLayer withoutBias = layer(6, false, Norm.BATCH, Activation.RELU);
    MlpLayer bare = layer(D, false, Norm.NONE, Activation.NONE);
    MlpLayer last = layer(D, true, Norm.NONE, Activation.NONE);
    Byol byol = new Byol(in(), BYOL);
    for (Object network : byol.networks()) {
      assertThat(layers(network)).as("byol").containsExactly(withBias, bare);
    }
    SimSiam simSiam = new SimSiam(in(), SIMSIAM);
    assertThat(layers(simSiam.networks().get(1)))
        .as("the predictor is a bottleneck")
        .containsExactly(layer(5, false, Norm.BATCH, Activation.RELU), last);
    assertThat(layers(new BarlowTwins(in(), BARLOW).networks().get(0)))
        .containsExactly(withoutBias, withoutBias, bare);
    assertThat(layers(new VicReg(in(), VICREG).networks().get(0)))
        .containsExactly(withBias, withBias, bare);
    assertThat(layers(new Swav(in(), swav()).networks().get(0))).containsExactly(withBias, last);
    assertThat(layers(new MoCo(in(), MOCO).networks().get(0)))
        .containsExactly(layer(7, true, Norm.NONE, Activation.RELU), last);
    for (boolean norms : new boolean[] {false, true}) {
      MlpLayer hidden = layer(6, true, norms ? Norm.BATCH : Norm.NONE, Activation.GELU);
      Dino method = new Dino(in(), dino(norms));
      assertThat(layers(method.networks().get(0))).containsExactly(hidden, hidden, last);
      assertThat(layers(method.networks().get(2))).containsExactly(hidden, hidden, last);
    }
  }

  /** The one that is trained, and not the one that follows it. */
  @Test
  void theEncoderIsTheTrainedNetwork() {
    for (Method method :
        List.of(new Byol(in(), BYOL), new MoCo(in(), MOCO), new MoCoV3(in(), MOCO_V3))) {
      assertThat(method.encoder().network()).isSameAs(method.networks().get(0));
      List<Long> trained =
          method.trainable().get(0).parameters().stream().map(t -> t.data_ptr().address()).toList();
      Tensor weight = method.encoder().network().weights().get("conv1.weight");
      assertThat(trained).contains(weight.data_ptr().address());
    }
  }

  /** Batches of one update: each sees the centre of earlier updates, which then moves once. */
  @Test
  void theCentreOfDinoMovesOnceAnUpdateTowardsAllItsBatches() {
    DinoNetwork student = new DinoNetwork(same(), new IdentityHead(D));
    DinoNetwork teacher = new DinoNetwork(same(), new IdentityHead(D));
    Dino method = new Dino(in(), dino(false), student, teacher);
    Tensor centre = method.state().tensors().get("centre");
    double[] losses = new double[2];
    double[] mean = new double[D];
    for (int part = 0; part < 2; part++) {
      Batch batch =
          new Batch(
              List.of(rows(1), rows(2), rows(3)),
              Tensors.of(new long[] {0, 1, 2, 3}, B),
              Optional.empty());
      losses[part] = method.loss(batch, STEP.at(part)).value().item_double();
      assertThat(Tensors.floats(centre)).containsOnly(0);
    }
    assertThat(losses[1]).isEqualTo(losses[0]);
    method.loss(
        new Batch(
            List.of(torch.ones(B, D), torch.zeros(B, D), rows(3)),
            Tensors.of(new long[] {0, 1, 2, 3}, B),
            Optional.empty()),
        STEP.at(2));
    for (int seed = 1; seed <= 2; seed++) {
      float[] values = Tensors.floats(rows(seed));
      for (int i = 0; i < values.length; i++) {
        mean[i % D] += 2.0 * values[i] / (6 * B); // twice among six views of B rows
      }
    }
    try (var noGrad = new org.bytedeco.pytorch.NoGradGuard()) {
      method.afterStep(STEP);
    }
    for (int d = 0; d < D; d++) {
      assertThat((double) Tensors.floats(centre)[d])
          .isCloseTo(0.1 * (mean[d] + B / (6.0 * B)), within(1e-6));
    }
  }
}
