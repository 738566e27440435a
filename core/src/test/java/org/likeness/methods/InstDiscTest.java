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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.data.Batch;
import org.likeness.loss.Collapse;
import org.likeness.memory.BankInit;
import org.likeness.memory.BankPrecision;
import org.likeness.memory.MemoryBank;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.method.Term;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class InstDiscTest {
  private static final int N = 20;
  private static final int D = 8;
  private static final RandomSource RANDOM = new RandomSource(5);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static InstDisc.Options options(InstanceLoss loss, ZPolicy z) {
    return new InstDisc.Options(
        loss, D, 0.1, 6, z, 0.99, 1e-7, 0, 0.5, BankInit.UNIT, BankPrecision.FLOAT32, 7);
  }

  private static InstDisc method(InstDisc.Options options) {
    return new InstDisc(
        IdentityBackbone.ingredients(N, 4),
        options,
        IdentityBackbone.network(D),
        MemoryBank.unit(N, D, RANDOM),
        Negatives.uniform(RANDOM, N, options.m()));
  }

  private static Batch batch(int seed, long... indices) {
    Tensor rows = MemoryBank.unit(indices.length, D, new RandomSource(seed)).tensor();
    return new Batch(List.of(rows), Tensors.of(indices, indices.length), Optional.empty());
  }

  private static float[] bank(InstDisc method) {
    return Tensors.floats(method.state().tensors().get("bank"));
  }

  @Test
  void aBankInBfloat16IsRememberedAsSuch() {
    InstDisc.Options options =
        new InstDisc.Options(
            InstanceLoss.SOFTMAX,
            D,
            0.1,
            6,
            ZPolicy.FROZEN,
            0.99,
            1e-7,
            1,
            0.5,
            BankInit.UNIT,
            BankPrecision.BFLOAT16,
            7);
    InstDisc method = new InstDisc(IdentityBackbone.ingredients(N, 4), options);
    Tensor bank = method.state().tensors().get("bank");
    assertThat(Tensors.type(bank)).isEqualTo(org.bytedeco.pytorch.global.torch.ScalarType.BFloat16);
    assertThat(bank.nbytes()).isEqualTo(2L * N * D);
  }

  /**
   * Two batches a step, each in a scope of its own that is gone when the bank is written, equal one
   * batch of both.
   */
  @Test
  void accumulationWritesTheBankOnceAStep() {
    InstDisc parts = method(options(InstanceLoss.SOFTMAX, ZPolicy.FROZEN));
    InstDisc whole = method(options(InstanceLoss.SOFTMAX, ZPolicy.FROZEN));
    float[] start = bank(parts);
    Batch a = batch(1, 3, 4);
    Batch b = batch(2, 9, 0);
    Step step = new Step(0, 10, 0, 1);
    for (Batch batch : List.of(a, b)) {
      try (Scope scope = Scope.open()) {
        parts.loss(batch, step);
      }
    }
    assertThat(bank(parts)).containsExactly(start);
    parts.afterStep(step);
    for (Batch batch : List.of(a, b)) {
      whole.loss(batch, step);
    }
    try (Scope scope = Scope.openNoGrad()) {
      whole.afterStep(step);
    }
    assertThat(bank(parts)).containsExactly(bank(whole)).isNotEqualTo(start);
    float[] after = bank(parts);
    parts.afterStep(new Step(1, 10, 0, 1));
    assertThat(bank(parts)).as("nothing is written twice").containsExactly(after);
  }

  /** A step that was given up after its loss leaves nothing behind for the next. */
  @Test
  void anUnfinishedStepIsForgotten() {
    InstDisc disturbed = method(options(InstanceLoss.SOFTMAX, ZPolicy.FROZEN));
    InstDisc straight = method(options(InstanceLoss.SOFTMAX, ZPolicy.FROZEN));
    disturbed.loss(batch(1, 3, 4), new Step(0, 10, 0, 1));
    Step next = new Step(1, 10, 0, 1);
    for (InstDisc method : List.of(disturbed, straight)) {
      method.loss(batch(2, 9, 0), next);
      method.afterStep(next);
    }
    assertThat(bank(disturbed)).containsExactly(bank(straight));
  }

  @Test
  void thePullTowardsTheBankIsATermWhereItHasAWeight() {
    InstDisc.Options usual = options(InstanceLoss.SOFTMAX, ZPolicy.FROZEN);
    InstDisc.Options pulled = OptionRecords.with(usual, "lambda", 0.25);
    Step step = new Step(0, 10, 0, 1);
    Loss without = method(usual).loss(batch(1, 3, 4), step);
    Loss with = method(pulled).loss(batch(1, 3, 4), step);
    assertThat(without.terms()).extracting(Term::name).containsExactly("softmax");
    assertThat(with.terms()).extracting(Term::name).containsExactly("softmax", "proximal");
    double proximal = with.terms().get(1).value().item_float();
    assertThat(proximal).isPositive();
    assertThat((double) with.value().item_float())
        .isCloseTo(without.value().item_float() + 0.25 * proximal, within(1e-6));
  }

  @Test
  void zIsKeptOrAveraged() {
    assertThat(ZPolicy.FROZEN.next(8, 4, 0.75)).isEqualTo(8);
    assertThat(ZPolicy.EMA.next(8, 4, 0.75)).isEqualTo(7);
  }

  @Test
  void aCollapseIsThatOfTheSoftmaxOverAllImages() {
    assertThat(method(options(InstanceLoss.SOFTMAX, ZPolicy.FROZEN)).collapsedLoss(4))
        .hasValue(Collapse.softmax(N));
  }

  @Test
  void oneNetworkIsTrainedAndIsTheEncoders() {
    InstDisc method = method(options(InstanceLoss.SOFTMAX, ZPolicy.FROZEN));
    assertThat(method.networks()).hasSize(1);
    assertThat(method.encoder().network()).isSameAs(method.networks().get(0));
    assertThat(method.negativesFromBatch()).isFalse();
  }

  @Test
  void negativesAreAFunctionOfEpochStepAndPart() {
    Negatives negatives = Negatives.uniform(RANDOM, N, 50);
    Step step = new Step(7, 10, 1, 2);
    long[] drawn = Tensors.longs(negatives.draw(3, step));
    assertThat(drawn).hasSize(150);
    assertThat(Arrays.stream(drawn).allMatch(i -> i >= 0 && i < N)).isTrue();
    assertThat(Tensors.longs(negatives.draw(3, step))).containsExactly(drawn);
    assertThat(Tensors.longs(negatives.draw(3, step.at(1)))).isNotEqualTo(drawn);
    assertThat(Tensors.longs(negatives.draw(3, new Step(8, 10, 1, 2)))).isNotEqualTo(drawn);
    assertThat(Tensors.longs(negatives.draw(3, new Step(7, 10, 0, 2)))).isNotEqualTo(drawn);
    assertThat(Arrays.stream(drawn).distinct().count()).as("all rows come").isEqualTo(N);
  }

  @Test
  void aFrozenZStaysAndAnAverageMoves() {
    InstDisc frozen = method(options(InstanceLoss.NCE, ZPolicy.FROZEN));
    InstDisc average = method(options(InstanceLoss.NCE, ZPolicy.EMA));
    double first = 0;
    for (int s = 0; s < 3; s++) {
      Step step = new Step(s, 10, 0, 1);
      for (InstDisc method : List.of(frozen, average)) {
        method.loss(batch(s, 3, 4), step);
        method.afterStep(step);
      }
      first = s == 0 ? frozen.state().scalars().get("z") : first;
    }
    assertThat(first).isPositive();
    assertThat(frozen.state().scalars().get("z")).isEqualTo(first);
    assertThat(average.state().scalars().get("z"))
        .isNotEqualTo(first)
        .isCloseTo(first, within(0.2 * first));
  }

  /** All embeddings and rows equal: the loss is where {@link Collapse} says, up to eps. */
  @Test
  void aCollapsedNceSitsWhereItSays() {
    InstDisc method = method(options(InstanceLoss.NCE, ZPolicy.EMA));
    Tensor one = MemoryBank.unit(1, D, RANDOM).tensor();
    Tensors.copy(one.repeat(N, 1), method.state().tensors().get("bank"));
    Batch batch =
        new Batch(
            List.of(one.repeat(4, 1)), Tensors.of(new long[] {1, 2, 3, 4}, 4), Optional.empty());
    double loss = method.loss(batch, new Step(0, 10, 0, 1)).value().item_float();
    assertThat(loss)
        .isCloseTo(Collapse.noiseContrastive(6), within(1e-4))
        .isCloseTo(method.collapsedLoss(4).orElseThrow(), within(1e-4));
    assertThat(method(options(InstanceLoss.NCE, ZPolicy.FROZEN)).collapsedLoss(4)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dim|0|dim must be at least 1 but is 0
          tau|0|tau must be positive but is 0
          m|0|m must be at least 1 but is 0
          z-decay|1|z-decay must be in [0, 1) but is 1
          eps|-1|eps must be in [0, 1) but is -1
          lambda|-1|lambda must not be negative but is -1
          bank-momentum|1|bank-momentum must be in [0, 1) but is 1
          chunk|0|chunk must be at least 1 but is 0
          """)
  void badOptionsAreNamedAsInARecipe(String key, int value, String message) {
    assertThatThrownBy(() -> OptionRecords.with(InstDisc.Options.paper(), key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  /** From Java as from a recipe: the constructor takes no options that no one has checked. */
  @Test
  void theConstructorChecksItsOptions() {
    InstDisc.Options usual = InstDisc.Options.paper();
    InstDisc.Options unchecked =
        new InstDisc.Options(
            usual.loss(),
            usual.dim(),
            -1,
            usual.m(),
            usual.z(),
            usual.zDecay(),
            usual.eps(),
            usual.lambda(),
            usual.bankMomentum(),
            usual.bankInit(),
            usual.bankPrecision(),
            usual.chunk());
    assertThatThrownBy(() -> new InstDisc(IdentityBackbone.ingredients(4, 2), unchecked))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tau must be positive but is -1");
  }
}
