package org.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.View;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.Network;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.MethodEntry;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.methods.Methods;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Rates;
import org.likeness.optim.Sgd;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.NotFinite;
import org.likeness.train.Placement;
import org.likeness.train.TrainOptions;
import org.likeness.train.TrainingStep;

/** What every method of the list keeps to, with a tiny ResNet on tiny random images. */
final class MethodContractTest {
  private static final int IMAGES = 24;
  private static final int BATCH = 8;
  private static final int CLASSES = 3;
  private static final int STEPS = 30;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  static Stream<MethodEntry<?>> methods() {
    return Stream.concat(SmallMethods.all(), variants());
  }

  /** Settings under which a method takes other paths than by default. */
  private static Stream<MethodEntry<?>> variants() {
    return Stream.of(
        variant("instdisc", "loss: nce, m: 16"),
        variant("instdisc", "loss: nce, m: 16, z: ema, lambda: 0.5"),
        variant("instdisc", "bank-precision: bfloat16, bank-init: uniform, lambda: 0.5"),
        variant(
            "cpc", SmallMethods.SMALL_PATCHES + ", negatives: sampled, m: 5, scale: 1, grey: true"),
        variant("cpc", SmallMethods.SMALL_PATCHES.replace("dim: 8", "dim: 0") + ", skip: 0"),
        variant("cmc", "loss: softmax"),
        variant("cmc", "loss: nce, m: 16, z: ema"),
        variant("exemplar", "tau: 0.1"),
        variant("deepcluster", "clusters: 3, sobel: true, components: 2"),
        variant("triplet", "negatives: hard"),
        variant("moco-v1", "dim: 16, queue: 20, momentum: 0.9, symmetric: true"),
        variant("moco-v1", "dim: 16, queue: 3, momentum: 0, shuffle: false"),
        variant("moco-v3", "dim: 16, hidden: 24, heads: vit, tau: 1"),
        variant("invaspread", "mode: full"),
        variant("invaspread", "negatives: hardest"),
        variant("invaspread", "negatives: easiest, neighbour: 0.5"),
        variant("invaspread", "mode: paper"),
        variant("simclr-v1", "layers: 1, dim: 16"),
        variant("simclr-v2", "hidden: 24, tau: 0.5"),
        variant("byol", "predictor: false"),
        variant("byol", "momentum: 0.9, second: {blur: 1, solarize: 0}"),
        variant("simsiam", "layers: 3, stop-gradient: false"),
        variant("swav", SmallMethods.SWAV + ", queue: 24, queue-epoch: 0, frozen: 0"),
        variant(
            "dino",
            SmallMethods.DINO + ", norm-last-layer: false, freeze-last-layer: 0, clip-grad: 0"),
        variant("supervised", "smoothing: 0.1"));
  }

  private static MethodEntry<?> variant(String name, String options) {
    return SmallMethods.with(Methods.named(name), options);
  }

  private static Method create(MethodEntry<?> entry, long seed) {
    Preprocessing preprocessing =
        new Preprocessing(16, 16, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    Ingredients in =
        new Ingredients(
            IMAGES,
            BATCH,
            IMAGES / BATCH,
            new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0),
            Optional.empty(),
            ViewOptions.defaults(16),
            preprocessing,
            new RandomSource(seed),
            CLASSES);
    return entry.create(in, entry.defaults());
  }

  /**
   * Random pixels: the same images for every step of one number. Targets only where the method asks
   * for them.
   */
  private static Batch batch(Method method, int number) {
    List<Tensor> views = new ArrayList<>();
    for (int v = 0; v < method.views().size(); v++) {
      View view = method.views().get(v);
      RandomStream random = new RandomSource(99).stream(Purpose.AUGMENTATION, v, number, 0);
      float[] pixels = new float[BATCH * view.length()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      views.add(Tensors.of(pixels, prepend(BATCH, view.shape())));
    }
    long[] indices = new long[BATCH];
    long[] targets = new long[BATCH];
    for (int i = 0; i < BATCH; i++) {
      indices[i] = (long) (number * BATCH + i) % IMAGES;
      targets[i] = method.targets() == Targets.INSTANCES ? indices[i] : i % CLASSES;
    }
    Optional<Tensor> given =
        method.targets() == Targets.NONE
            ? Optional.empty()
            : Optional.of(Tensors.of(targets, BATCH));
    return new Batch(views, Tensors.of(indices, BATCH), given);
  }

  private static long[] prepend(long first, long[] rest) {
    long[] all = new long[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static Step step(int index) {
    return new Step(index, STEPS, index * BATCH / IMAGES, STEPS * BATCH / IMAGES);
  }

  /** One step of plain gradient descent, as training takes it; gives the loss before it. */
  private static float train(Method method, Batch batch, Step step, double rate) {
    TrainOptions options = TrainOptions.defaults();
    TrainingStep steps =
        new TrainingStep(
            method,
            Placement.of(method, options),
            new Sgd(method.trainable(), new Sgd.Options(0, false)),
            BATCH,
            1,
            NotFinite.IGNORED);
    return (float)
        steps.run(() -> Optional.of(batch), step, new Rates(rate, rate, 0)).orElseThrow().loss();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theLossIsAFiniteScalarWithNamedTermsAndUnitFeatures(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    Loss loss = method.loss(batch(method, 0), step(0));
    assertThat(loss.value().dim()).isEqualTo(0);
    assertThat(Float.isFinite(loss.value().item_float())).isTrue();
    assertThat(loss.value().requires_grad()).isTrue();
    assertThat(loss.terms())
        .isNotEmpty()
        .allSatisfy(term -> assertThat(term.value().requires_grad()).isFalse());
    assertThat(loss.features().requires_grad()).isFalse();
    assertThat(loss.features().size(0)).isEqualTo(BATCH);
    assertThat(loss.features().size(1)).isEqualTo(method.encoder().network().embeddingSize());
  }

  /** Parameters that a method updates itself, in afterStep: DeepCluster's top layer. */
  private static final String OWN_UPDATE = "top.";

  @ParameterizedTest
  @MethodSource("methods")
  void theGradientReachesEveryTrainableParameterAndNothingElse(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    method.loss(batch(method, 0), step(0)).value().backward();
    List<Long> trainable = new ArrayList<>();
    for (ParameterGroup group : method.trainable()) {
      for (Tensor parameter : group.parameters()) {
        assertThat(parameter.grad().defined())
            .as("a gradient of shape %s", Arrays.toString(Tensors.shape(parameter)))
            .isTrue();
        assertThat(Tensors.floats(parameter.grad())).as("not all zero").matches(g -> hasNonZero(g));
        trainable.add(parameter.data_ptr().address());
      }
    }
    assertThat(trainable).doesNotHaveDuplicates();
    for (Map.Entry<String, Tensor> tensor : method.state().tensors().entrySet()) {
      if (!tensor.getKey().startsWith(OWN_UPDATE)
          && !trainable.contains(tensor.getValue().data_ptr().address())) {
        assertThat(tensor.getValue().grad().defined())
            .as("a gradient of %s", tensor.getKey())
            .isFalse();
      }
    }
  }

  private static boolean hasNonZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyTrainableParameterIsInTheState(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    List<Long> saved =
        method.state().tensors().values().stream().map(t -> t.data_ptr().address()).toList();
    for (ParameterGroup group : method.trainable()) {
      assertThat(saved)
          .containsAll(group.parameters().stream().map(t -> t.data_ptr().address()).toList());
    }
  }

  private static Map<String, List<Double>> values(Method method, String end) {
    Map<String, List<Double>> values = new TreeMap<>();
    method
        .state()
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.endsWith(end)) {
                values.put(name, DoubleStream.of(Tensors.doubles(tensor)).boxed().toList());
              }
            });
    return values;
  }

  /** Those of targets, key networks, teachers and predictors too; and none outside training. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyNormTakesTheBatchesOfTraining(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    for (boolean training : new boolean[] {false, true}) {
      method.networks().forEach(network -> network.train(training));
      Map<String, List<Double>> before = values(method, "running_mean");
      method.loss(batch(method, 0), step(0));
      Map<String, List<Double>> after = values(method, "running_mean");
      assertThat(before).isNotEmpty();
      before.forEach(
          (name, mean) ->
              assertThat(after.get(name).equals(mean))
                  .as("%s stays, training %s", name, training)
                  .isEqualTo(!training));
    }
  }

  /** All that is not constant at first is drawn: weights, banks, queues, prototypes. */
  @ParameterizedTest
  @MethodSource("methods")
  void everythingThatIsDrawnDependsOnTheSeed(MethodEntry<?> entry) {
    Map<String, List<Double>> one = values(create(entry, 1), "");
    Map<String, List<Double>> other = values(create(entry, 2), "");
    one.remove("neighbours"); // each image is its own at first
    one.forEach(
        (name, values) -> {
          if (values.stream().distinct().count() > 1) {
            assertThat(other.get(name)).as(name).isNotEqualTo(values);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("methods")
  void equalSeedsGiveEqualLossesAndOthersDoNot(MethodEntry<?> entry) {
    List<Method> methods = List.of(create(entry, 1), create(entry, 1), create(entry, 2));
    for (int s = 0; s < 3; s++) {
      float first = train(methods.get(0), batch(methods.get(0), s), step(s), 0.01);
      assertThat(train(methods.get(1), batch(methods.get(1), s), step(s), 0.01)).isEqualTo(first);
      assertThat(train(methods.get(2), batch(methods.get(2), s), step(s), 0.01))
          .isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aRestoredStateGoesOnBitForBit(MethodEntry<?> entry) {
    Method run = create(entry, 1);
    for (int s = 0; s < 3; s++) {
      train(run, batch(run, s), step(s), 0.01);
    }
    Method resumed = create(entry, 1);
    run.state()
        .tensors()
        .forEach((name, tensor) -> Tensors.copy(tensor, resumed.state().tensors().get(name)));
    run.state().scalars().forEach((name, value) -> resumed.state().restoreScalar(name, value));
    for (int s = 3; s < 6; s++) {
      float expected = train(run, batch(run, s), step(s), 0.01);
      assertThat(train(resumed, batch(resumed, s), step(s), 0.01)).isEqualTo(expected);
    }
    assertThat(resumed.state().scalars()).isEqualTo(run.state().scalars());
    for (String name : run.state().tensors().keySet()) {
      assertThat(Tensors.doubles(resumed.state().tensors().get(name)))
          .as(name)
          .containsExactly(Tensors.doubles(run.state().tensors().get(name)));
    }
  }

  /**
   * Steps before the first loss that counts: while a queue fills, its negatives become harder and
   * the loss rises.
   */
  private static final Map<String, Integer> FILLING =
      Map.of("example", 3, "moco-v1", 3, "moco-v2", 3);

  @ParameterizedTest
  @MethodSource("methods")
  void tenStepsOnOneBatchLowerTheLoss(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    Batch batch = batch(method, 0);
    int from = FILLING.getOrDefault(entry.name(), 0);
    float first = 0;
    for (int s = 0; s <= from; s++) {
      first = train(method, batch, step(s), 0.03);
    }
    float last = first;
    for (int s = from + 1; s <= from + 10; s++) {
      last = train(method, batch, step(s), 0.03);
    }
    assertThat(last).isLessThan(first);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theEncoderSharesTheWeightsAndGivesUnitRows(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    Network network = method.encoder().network();
    assertThat(method.encoder()).isSameAs(method.encoder());
    List<Long> saved =
        method.state().tensors().values().stream().map(t -> t.data_ptr().address()).toList();
    assertThat(saved)
        .containsAll(network.weights().values().stream().map(t -> t.data_ptr().address()).toList());
    network.train(false);
    Tensor images = batch(method, 0).view(0);
    Tensor embeddings = network.embedding(images);
    assertThat(Tensors.shape(embeddings)).containsExactly(BATCH, network.embeddingSize());
    assertThat(Tensors.shape(network.features(images)))
        .containsExactly(BATCH, network.featureSize());
    for (double length : Tensors.doubles(embeddings.square().sum(1).sqrt())) {
      assertThat(length).isCloseTo(1, within(1e-5));
    }
  }

  /** What a run leaves behind can be read again, and is the same encoder. */
  @ParameterizedTest
  @MethodSource("methods")
  void theEncoderIsTheSameAfterSavingAndLoading(MethodEntry<?> entry, @TempDir Path folder) {
    Method method = create(entry, 1);
    train(method, batch(method, 0), step(0), 0.01);
    Path file = folder.resolve("encoder.safetensors");
    method.encoder().save(file);
    Encoder loaded = Encoder.load(file);
    assertThat(loaded.hash()).isEqualTo(method.encoder().hash());
    Tensor images = batch(method, 1).view(0);
    assertThat(loaded.embed(images)).containsExactly(method.encoder().embed(images));
  }

  /**
   * Networks in bfloat16, losses in float: 3 % of the float loss, or of 1 for a smaller one such as
   * a mean of cosines; a gradient for the float weights.
   */
  @ParameterizedTest
  @MethodSource("methods")
  void aNetworkInBfloat16GivesAFloatLoss(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    Method full = create(entry, 1);
    float expected = full.loss(batch(full, 0), step(0)).value().item_float();
    method.networks().forEach(network -> network.train(true));
    method.networks().forEach(network -> network.bfloat16(true));
    Loss loss = method.loss(batch(method, 0), step(0));
    assertThat(torch.is_autocast_enabled(DeviceType.CPU)).as("left as it was").isFalse();
    loss.value().backward();
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.afterStep(step(0));
    }
    assertThat(Tensors.type(loss.value())).isEqualTo(ScalarType.Float);
    assertThat(loss.value().item_float())
        .isCloseTo(expected, within(0.03f * Math.max(1, Math.abs(expected))));
    Tensor weight = method.trainable().get(0).parameters().get(0);
    assertThat(Tensors.type(weight.grad())).isEqualTo(ScalarType.Float);
    assertThat(hasNonZero(Tensors.floats(weight.grad()))).isTrue();
  }

  /**
   * A head that gives the same vector to all images, and remembered rows of that vector. 1e-4
   * relative, in float.
   */
  @ParameterizedTest
  @MethodSource("methods")
  void equalEmbeddingsGiveTheCollapsedLoss(MethodEntry<?> entry) {
    Method method = create(entry, 1);
    if (method.collapsedLoss(BATCH).isEmpty()) {
      return;
    }
    method.state().tensors().forEach(MethodContractTest::makeConstant);
    double expected = method.collapsedLoss(BATCH).orElseThrow();
    double loss = method.loss(batch(method, 0), step(0)).value().item_float();
    assertThat(loss).isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
  }

  private static void makeConstant(String name, Tensor tensor) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      boolean head = name.startsWith("head.") || name.contains(".head.");
      if (head && name.endsWith("weight")) {
        tensor.zero_();
      } else if (head && name.endsWith("bias")) {
        tensor.fill_(new Scalar(1f));
      } else if (name.equals("prototypes") || name.endsWith("last.weight_v")) {
        tensor.fill_(new Scalar(1f));
      } else if (name.equals("classes.weight") || name.startsWith("predictions.")) {
        tensor.zero_();
      } else if (name.startsWith("bank") || name.equals("queue")) {
        tensor.fill_(new Scalar(1 / Math.sqrt((double) tensor.size(1))));
      }
    }
  }
}
