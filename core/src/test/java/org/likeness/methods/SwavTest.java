package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.LocalCropOptions;
import org.likeness.data.Batch;
import org.likeness.error.InputException;
import org.likeness.method.RunSize;
import org.likeness.method.Step;
import org.likeness.optim.Rates;
import org.likeness.optim.Sgd;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.NotFinite;
import org.likeness.train.Placement;
import org.likeness.train.TrainOptions;
import org.likeness.train.TrainingStep;

final class SwavTest {
  private static final int DIM = 8;
  private static final int B = 4;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Swav.Options options(int frozen, int queue, int queueEpoch) {
    return new Swav.Options(
        0.1,
        0.05,
        3,
        5,
        frozen,
        queue,
        queueEpoch,
        16,
        DIM,
        10,
        new LocalCropOptions(1, 8, 0.1, 0.3, 0));
  }

  private static Swav identity(Swav.Options options) {
    return new Swav(IdentityBackbone.ingredients(24, B), options, IdentityBackbone.network(DIM));
  }

  private static List<String> advice(Swav.Options options, RunSize run) {
    return identity(options).advice(run);
  }

  @Test
  void morePrototypesThanRowsAreAdvisedAgainst() {
    assertThat(advice(options(0, 0, 0), new RunSize(1, 20, 5, 1, 100))).isEmpty();
    assertThat(advice(options(0, 0, 0), new RunSize(1, 25, 4, 1, 100)))
        .containsExactly(
            "options.prototypes of 5 is more than the 4 rows of a batch and its queue, so that no cluster gets a whole one: at most 4 fits, or an options.queue that is used from an early options.queue-epoch on");
    assertThat(advice(options(0, 1, 0), new RunSize(1, 25, 4, 1, 100))).isEmpty();
    assertThat(advice(options(0, 1, 1), new RunSize(1, 25, 4, 1, 100)))
        .as("no epoch fills the queue")
        .hasSize(1);
  }

  /** As for MoCo, but only for a queue that is used. */
  @Test
  void aQueueOfManyOfTheImagesIsAdvisedAgainst() {
    assertThat(advice(options(0, 33, 0), new RunSize(2, 12, 8, 1, 99))).isEmpty();
    assertThat(advice(options(0, 33, 0), new RunSize(2, 12, 8, 1, 98)))
        .containsExactly(
            "options.queue of 33 is more than a third of the 98 images, whose own earlier embeddings are then often assigned with them: at most 32 fits");
    assertThat(advice(options(0, 33, 2), new RunSize(2, 12, 8, 1, 98))).isEmpty();
  }

  /** It begins there too: log K, with 5 prototypes. */
  @Test
  void aLossOfLogKWarnsFromALaterEpochOn() {
    Swav method = identity(options(0, 0, 0));
    assertThat(method.collapsedLoss(B).orElseThrow()).isCloseTo(Math.log(5), within(1e-12));
    assertThat(method.collapseFrom()).isEqualTo(10);
  }

  private static Batch batch(long seed) {
    Tensor x = FewRows.gaussian(seed, 3 * B, DIM).set_requires_grad(true);
    return new Batch(
        List.of(x.narrow(0, 0, B), x.narrow(0, B, B), x.narrow(0, 2L * B, B)),
        Tensors.of(new long[B], B),
        Optional.empty());
  }

  private static void train(Swav method, Batch batch, Step step) {
    TrainingStep steps =
        new TrainingStep(
            method,
            Placement.of(method, TrainOptions.defaults()),
            new Sgd(method.trainable(), new Sgd.Options(0, false)),
            B,
            1,
            NotFinite.IGNORED);
    assertThat(steps.run(() -> Optional.of(batch), step, new Rates(1, 1, 0))).isPresent();
  }

  private static double[] lengths(Tensor rows) {
    return Tensors.doubles(rows.square().sum(1).sqrt());
  }

  /** Unit rows in the step, whatever it stores: the update leaves them at other lengths. */
  @Test
  void prototypesAreNormalisedBeforeAStepAndNotAfterIt() {
    Swav method = identity(options(1, 0, 0));
    Tensor prototypes = method.state().tensors().get("prototypes");
    train(method, batch(1), new Step(0, 10, 0, 2)); // frozen: normalised and nothing else
    assertThat(lengths(prototypes)).containsOnly(new double[] {1, 1, 1, 1, 1}, within(1e-6));
    float[] before = Tensors.floats(prototypes);
    train(method, batch(2), new Step(1, 10, 0, 2));
    assertThat(Tensors.floats(prototypes)).containsExactly(before, within(1e-6f));
    train(method, batch(3), new Step(2, 10, 1, 2));
    assertThat(Tensors.floats(prototypes)).isNotEqualTo(before);
    double furthest = Arrays.stream(lengths(prototypes)).map(l -> Math.abs(l - 1)).max().orElse(0);
    assertThat(furthest).isGreaterThan(1e-3);
  }

  /** It fills from its epoch on, and counts from the update on in which it is full. */
  @Test
  void theQueueIsUsedOnceItIsFull() {
    Swav with = identity(options(9, 2 * B, 1));
    Swav without = identity(options(9, 0, 1));
    double[] queued = {0, 0, B, 2 * B, 2 * B};
    double[] steps = new double[5];
    for (int s = 0; s < steps.length; s++) {
      Step step = new Step(s, 10, s < 2 ? 0 : 1, 2);
      double loss = with.loss(batch(s), step).value().item_double();
      steps[s] = loss - without.loss(batch(s), step).value().item_double();
      with.afterStep(step);
      assertThat(with.state().scalars()).containsEntry("queued", queued[s]);
    }
    assertThat(steps[0]).isZero();
    assertThat(steps[3]).isZero(); // half full
    assertThat(Math.abs(steps[4])).isGreaterThan(1e-4);
  }

  @Test
  void theQueueHoldsTheLargeCropsApart() {
    Swav method = identity(options(0, B, 0));
    Step step = new Step(0, 10, 0, 1);
    Batch batch = batch(5);
    method.loss(batch, step);
    method.afterStep(step);
    Tensor queue = method.state().tensors().get("queue");
    for (int crop = 0; crop < 2; crop++) {
      Tensor x = batch.view(crop).detach();
      Tensor unit = x.div(x.square().sum(new long[] {1}, true, null).sqrt());
      assertThat(queue.select(0, crop).sub(unit).abs().max().item_double()).isLessThan(1e-6);
    }
  }

  /** Of the batches of one update none sees another's embeddings. */
  @Test
  void theQueueMovesOnceAnUpdate() {
    Swav method = identity(options(0, B, 0));
    Tensor queue = method.state().tensors().get("queue");
    for (int step = 0; step < 2; step++) {
      float[] before = Tensors.floats(queue);
      double[] losses = new double[2];
      for (int part = 0; part < 2; part++) {
        Step now = new Step(step, 10, 0, 1).at(part);
        losses[part] = method.loss(batch(7), now).value().item_double();
        assertThat(Tensors.floats(queue)).containsExactly(before);
      }
      assertThat(losses[1]).isEqualTo(losses[0]);
      method.afterStep(new Step(step, 10, 0, 1));
    }
  }

  /** An image that cannot be decoded makes a batch smaller; one of one image is the smallest. */
  @Test
  void aBatchOfOneImageHasAFiniteLoss() {
    Swav method = identity(options(0, 3, 0));
    Tensor x = FewRows.gaussian(1, 3, DIM).set_requires_grad(true);
    Batch one =
        new Batch(
            List.of(x.narrow(0, 0, 1), x.narrow(0, 1, 1), x.narrow(0, 2, 1)),
            Tensors.of(new long[1], 1),
            Optional.empty());
    for (int s = 0; s < 5; s++) {
      Tensor loss = method.loss(one, new Step(s, 10, 0, 1)).value();
      assertThat(Double.isFinite(loss.item_double())).isTrue();
      loss.backward();
      assertThat(Tensors.isFinite(x.grad())).isTrue();
      method.afterStep(new Step(s, 10, 0, 1));
    }
  }

  @Test
  void allParametersAreDecayedAndAdapted() {
    assertThat(new Swav(IdentityBackbone.ingredients(24, B), options(0, 0, 0)).trainable())
        .allSatisfy(
            group -> {
              assertThat(group.decay()).isTrue();
              assertThat(group.adapted()).isTrue();
              assertThat(group.followsSchedule()).isTrue();
            });
  }

  @Test
  void aLocalCropLargerThanTheViewIsRefused() {
    Swav.Options options = OptionRecords.with(options(0, 0, 0), "local.size", 17);
    assertThatThrownBy(() -> identity(options))
        .isInstanceOf(InputException.class)
        .hasMessage("options.local.size must be at most view.size, 16, but is 17");
  }

  @Test
  void thePapersValuesAreTheDefaults() {
    Swav.Options paper = Swav.Options.paper();
    assertThat(paper)
        .isEqualTo(
            new Swav.Options(
                0.1, 0.05, 3, 3000, 1, 0, 15, 2048, 128, 10, LocalCropOptions.defaults()));
  }
}
