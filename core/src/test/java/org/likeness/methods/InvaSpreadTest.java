package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.loss.Collapse;
import org.likeness.loss.Hardness;
import org.likeness.loss.Spreading;
import org.likeness.method.Epoch;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.method.Term;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** What the training loop asks InvaSpread for; its numbers are in the fixture's test. */
final class InvaSpreadTest {
  private static final int DIM = 6;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static InvaSpread method(Spreading mode, double negM) {
    Ingredients usual = IdentityBackbone.ingredients(8, 4);
    Ingredients small =
        new Ingredients(
            usual.images(),
            usual.batch(),
            usual.stepsPerEpoch(),
            new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0),
            usual.view(),
            usual.preprocessing(),
            usual.random());
    return new InvaSpread(small, new InvaSpread.Options(mode, 0.1, DIM, negM, Hardness.ALL, 0));
  }

  @Test
  void aCollapseIsThatOfItsMode() {
    assertThat(method(Spreading.PAPER, 1).collapsedLoss(4))
        .hasValue(Collapse.instanceSpreadingPaper(4));
    assertThat(method(Spreading.RELEASED, 2).collapsedLoss(4))
        .hasValue(Collapse.instanceSpreading(4, 2));
    assertThat(method(Spreading.FULL, 1).collapsedLoss(4))
        .hasValue(Collapse.instanceSpreading(4, 1));
  }

  @Test
  void twoViewsWithoutLabelsAndNegativesFromTheBatch() {
    InvaSpread method = method(Spreading.RELEASED, 1);
    assertThat(method.views().size()).isEqualTo(2);
    assertThat(method.targets()).isEqualTo(Targets.NONE);
    assertThat(method.negativesFromBatch()).isTrue();
  }

  /** The features are those of the first view; both pass the network at once. */
  @Test
  void theFeaturesAreOfTheFirstView() {
    InvaSpread method =
        new InvaSpread(
            IdentityBackbone.ingredients(2, 2),
            new InvaSpread.Options(Spreading.RELEASED, 0.1, 2, 1, Hardness.ALL, 0),
            IdentityBackbone.network(2));
    Tensor first = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
    Tensor second = Tensors.of(new float[] {-1, 0, 0, -1}, 2, 2);
    Batch batch =
        new Batch(List.of(first, second), Tensors.of(new long[] {0, 1}, 2), Optional.empty());
    Loss loss = method.loss(batch, new Step(0, 10, 0, 1));
    assertThat(Tensors.floats(loss.features())).containsExactly(1, 0, 0, 1);
    assertThat(loss.terms()).extracting(Term::name).containsExactly("spreading");
  }

  /** The first view stays the image's own; the neighbours of an epoch are part of the state. */
  @Test
  void theSecondViewShowsTheNeighbourThatTheEpochFound() {
    InvaSpread.Options options =
        new InvaSpread.Options(Spreading.RELEASED, 0.1, 2, 1, Hardness.ALL, 1);
    InvaSpread method =
        new InvaSpread(IdentityBackbone.ingredients(4, 2), options, IdentityBackbone.network(2));
    assertThat(method.views().get(0).ofPartner()).isFalse();
    assertThat(method.views().get(1).ofPartner()).isTrue();
    float[][] features = {{1, 0}, {0, 1}, {1, 0.1f}, {0.1f, 1}};
    Epoch epoch = new Epoch(0, 9, () -> features);
    Plan proposed = Plan.of(new int[] {3, 0, 1, 2});
    assertThat(method.plan(epoch, proposed).partners()).containsExactly(3, 0, 1, 2);
    method.beforeEpoch(epoch);
    assertThat(method.plan(epoch, proposed).partners()).containsExactly(1, 2, 3, 0);
    assertThat(Tensors.longs(method.state().tensors().get("neighbours")))
        .containsExactly(2, 3, 0, 1);
    InvaSpread usual = method(Spreading.RELEASED, 1);
    assertThat(usual.views().get(1).ofPartner()).isFalse();
    assertThat(usual.plan(epoch, proposed)).isSameAs(proposed);
  }

  @Test
  void allWeightsAreTrainedAndSaved() {
    InvaSpread method = method(Spreading.RELEASED, 1);
    List<Tensor> trained = method.trainable().get(0).parameters();
    List<String> names = new ArrayList<>(method.state().tensors().keySet());
    assertThat(method.trainable()).hasSize(1);
    assertThat(names).contains("backbone.conv1.weight", "head.fc.weight", "head.fc.bias");
    assertThat(names).allMatch(name -> name.startsWith("backbone.") || name.startsWith("head."));
    List<Long> addresses = trained.stream().map(t -> t.data_ptr().address()).toList();
    for (String name : List.of("backbone.conv1.weight", "head.fc.weight", "head.fc.bias")) {
      assertThat(addresses).contains(method.state().tensors().get(name).data_ptr().address());
    }
    assertThat(method.networks()).hasSize(1);
    assertThat(method.encoder().dimension()).isEqualTo(DIM);
  }

  @Test
  void negativesWeighOneInThePapersForm() {
    assertThatThrownBy(() -> new InvaSpread.Options(Spreading.PAPER, 0.1, 8, 2, Hardness.ALL, 0))
        .hasMessage("neg-m must be 1 with mode paper but is 2");
    assertThatThrownBy(
            () -> new InvaSpread.Options(Spreading.PAPER, 0.1, 8, 1, Hardness.EASIEST, 0))
        .hasMessage("negatives must be all with mode paper but is easiest");
  }
}
