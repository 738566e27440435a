package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.data.Batch;
import org.likeness.error.InputException;
import org.likeness.method.Ingredients;
import org.likeness.method.Method;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.EpochEnd;
import org.likeness.train.Outcome;
import org.likeness.train.TrainingListener;

final class SupervisedTest {
  private static final Step STEP = new Step(0, 10, 0, 1);
  private static final int B = 6;
  private static final int CLASSES = 4;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Method method(double smoothing) {
    Recipe recipe =
        Recipe.empty("test")
            .with("method=supervised")
            .with("backbone.width=4")
            .with("backbone.stem=cifar")
            .with("view.size=8")
            .with("options.smoothing=" + smoothing);
    return PretrainRecipe.of(recipe).build(B, CLASSES);
  }

  private static Batch batch() {
    RandomStream random = new RandomSource(1).stream(Purpose.EVALUATION, 0, 0);
    float[] pixels = new float[B * 3 * 8 * 8];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return new Batch(
        List.of(Tensors.of(pixels, B, 3, 8, 8)),
        Tensors.of(new long[] {0, 1, 2, 3, 4, 5}, B),
        Optional.of(Tensors.of(new long[] {3, 0, 1, 1, 2, 0}, B)));
  }

  /** The formula in plain Java, on the logits that the state's weights give. */
  private static double twin(Method method, double smoothing) {
    Tensor w = method.state().tensors().get("classifier.fc.weight");
    Tensor b = method.state().tensors().get("classifier.fc.bias");
    double[] logits =
        Tensors.doubles(method.encoder().network().features(batch().view(0)).matmul(w.t()).add(b));
    long[] labels = Tensors.longs(batch().targets().orElseThrow());
    double sum = 0;
    for (int i = 0; i < B; i++) {
      double total = 0;
      for (int c = 0; c < CLASSES; c++) {
        total += Math.exp(logits[i * CLASSES + c]);
      }
      for (int c = 0; c < CLASSES; c++) {
        double target = smoothing / CLASSES + (c == labels[i] ? 1 - smoothing : 0);
        sum -= target * (logits[i * CLASSES + c] - Math.log(total));
      }
    }
    return sum / B;
  }

  @Test
  void isTheCrossEntropyOfTheLabels() {
    for (double smoothing : new double[] {0, 0.1, 0.5}) {
      Method method = method(smoothing);
      double loss = method.loss(batch(), STEP).value().item_float();
      assertThat(loss).isCloseTo(twin(method, smoothing), within(1e-5));
    }
  }

  @Test
  void withoutKnowledgeItIsTheLogarithmOfTheClasses() {
    Method method = method(0.1);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      method.state().tensors().get("classifier.fc.weight").zero_();
      method.state().tensors().get("classifier.fc.bias").zero_();
    }
    assertThat(method.loss(batch(), STEP).value().item_float())
        .isCloseTo((float) Math.log(CLASSES), within(1e-5f));
  }

  @Test
  void theClassifierIsTrainedAndSavedButNotPartOfTheEncoder() {
    Method method = method(0);
    Tensor weight = method.state().tensors().get("classifier.fc.weight");
    assertThat(Tensors.shape(weight)).containsExactly(CLASSES, method.encoder().dimension());
    List<Long> trained =
        method.trainable().get(0).parameters().stream().map(t -> t.data_ptr().address()).toList();
    assertThat(trained)
        .contains(
            weight.data_ptr().address(),
            method.state().tensors().get("classifier.fc.bias").data_ptr().address(),
            method.state().tensors().get("backbone.conv1.weight").data_ptr().address());
    assertThat(method.networks()).hasSize(2);
    assertThat(method.encoder().network().weights().keySet())
        .noneMatch(name -> name.contains("classifier"));
    assertThat(method.targets()).isEqualTo(Targets.LABELS);
    assertThat(method.negativesFromBatch()).isFalse();
    assertThat(method.views().size()).isEqualTo(1);
  }

  @Test
  void theFeaturesHaveLengthOne() {
    Tensor features = method(0).loss(batch(), STEP).features();
    for (double length : Tensors.doubles(features.square().sum(1).sqrt())) {
      assertThat(length).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void twoClassesAreTheFewest() {
    Ingredients in = IdentityBackbone.ingredients(4, 2);
    for (int classes = 0; classes < 2; classes++) {
      Ingredients few =
          new Ingredients(
              in.images(),
              in.batch(),
              in.stepsPerEpoch(),
              in.backbone(),
              in.init(),
              in.view(),
              in.preprocessing(),
              in.random(),
              classes);
      assertThatThrownBy(() -> new Supervised(few, Supervised.Options.paper()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(
              "at least two classes but there "
                  + (classes == 0 ? "are none" : "is only one class")
                  + ": put");
    }
    Recipe recipe = Recipe.empty("test").withAll(List.of("method=supervised", "backbone.width=4"));
    assertThat(PretrainRecipe.of(recipe).build(B, 2).state().tensors())
        .containsKey("classifier.fc.bias");
  }

  @Test
  void learnsFromFoldersAndIsResumable(@TempDir Path folder) {
    Path images = TinyFolder.labelled(folder.resolve("images"), 16);
    double[] losses = new double[6];
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            losses[event.epoch()] = event.loss();
          }
        };
    Recipe recipe =
        TinyFolder.recipe(images, "train.epochs=6", "monitor.every=0").with("method=supervised");
    try (PretrainingRun run =
        Pretraining.of(recipe).into(folder.resolve("run")).listen(listener).prepare()) {
      assertThat(run.cost().orElseThrow().secondsPerEpoch()).isPositive();
      assertThat(run.train().outcome()).isEqualTo(Outcome.COMPLETED);
    }
    assertThat(losses[0]).isBetween(0.5, 2.5);
    assertThat(losses[5]).isLessThan(0.8 * losses[0]);
  }

  @Test
  void refusesImagesWithoutLabels(@TempDir Path folder) {
    Path images = TinyFolder.flat(folder.resolve("images"), 8);
    Recipe recipe = TinyFolder.recipe(images).with("method=supervised");
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> Pretraining.of(recipe).into(run).prepare())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "needs at least two classes but there are none: put the images into one folder");
    assertThat(run).doesNotExist();
  }
}
