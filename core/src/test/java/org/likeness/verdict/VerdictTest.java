package org.likeness.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The lists are of runs of InvaSpread on 7,200 images of CIFAR-10, of 3 or 24 epochs. */
final class VerdictTest {
  private static final List<Double> EARLY = List.of(0.355, 0.531, 0.629);
  private static final List<Double> LONG =
      List.of(
          0.355, 0.512, 0.629, 0.699, 0.750, 0.797, 0.801, 0.828, 0.859, 0.887, 0.887, 0.895, 0.906,
          0.902, 0.906, 0.922, 0.922, 0.926, 0.930, 0.938, 0.934, 0.934, 0.938, 0.938);
  private static final List<Double> COLLAPSED = List.of(0.051, 0.008, 0.031);
  private static final List<Double> SPOILT = List.of(0.469, 0.699, 0.813);

  private static Verdict verdict(
      String start, double before, double trained, List<Double> copies, double rank) {
    int best = 1 + copies.indexOf(copies.isEmpty() ? 0.0 : Collections.max(copies));
    return verdict(start, before, trained, copies, rank, best);
  }

  private static Verdict verdict(
      String start, double before, double trained, List<Double> copies, double rank, int epoch) {
    return Verdict.of(
        new Evidence(
            Optional.of(start).filter(file -> !file.isEmpty()),
            new Found(before, 2000),
            new Found(trained, 2000),
            copies,
            IntStream.rangeClosed(1, copies.size()).boxed().toList(),
            rank == 0 ? List.of() : Collections.nCopies(copies.size(), Rank.of(rank)),
            rank == 0 ? OptionalDouble.empty() : OptionalDouble.of(0.875),
            256,
            1,
            epoch,
            Math.max(1, copies.size())),
        "runs/a");
  }

  @Test
  void aRunStoppedEarlyIsToGoOn() {
    Verdict early = verdict("", 0.013, 0.369, EARLY, 47.7);
    assertThat(early.finding()).isEqualTo(Finding.IMPROVING);
    assertThat(early.advice()).isEqualTo(Advice.TRAIN_MORE);
    assertThat(early.more()).isEqualTo(3);
    assertThat(early.sentence())
        .isEqualTo(
            "Better than random weights and still improving: train 3 more epochs with ./likeness pretrain --resume runs/a --epochs 6");
    assertThat(early.numbers())
        .containsExactly(
            "altered copies that find their original: 1.3 % before, 36.9 % after training (+35.6 points, 95 % +33.4 to +37.7; 2,000 test images)",
            "copies in the last epoch +9.8 points against the one before, on 256 validation images (less than 4.3 is level)",
            "effective rank 47.7 on the validation images (below 5 is a collapse)",
            "spread of the training images' embeddings 0.88 (1 fills the sphere, 0 is a collapse)");
  }

  /** Its last third is still 3.7 points above the one before. */
  @Test
  void aRunOf24EpochsIsStillImproving() {
    Verdict verdict = verdict("", 0.013, 0.799, LONG, 50.9);
    assertThat(verdict.finding()).isEqualTo(Finding.IMPROVING);
    assertThat(verdict.more()).isEqualTo(24);
  }

  /** The values of the run, then its last one 24 times. */
  @Test
  void aRunThatLevelledOffIsKept() {
    List<Double> level = new ArrayList<>(LONG);
    level.addAll(Collections.nCopies(24, 0.938));
    Verdict converged = verdict("", 0.013, 0.799, level, 50.9);
    assertThat(converged.finding()).isEqualTo(Finding.LEVELLED);
    assertThat(converged.advice()).isEqualTo(Advice.KEEP);
    assertThat(converged.more()).isZero();
    assertThat(converged.sentence())
        .isEqualTo("Better than random weights and levelled off: keep it");
  }

  @Test
  void aCollapsedRunIsNotUsed() {
    Verdict collapsed = verdict("", 0.013, 0.013, COLLAPSED, 1.8);
    assertThat(collapsed.finding()).isEqualTo(Finding.COLLAPSED);
    assertThat(collapsed.advice()).isEqualTo(Advice.KEEP_START);
    assertThat(collapsed.sentence())
        .startsWith("Collapsed, since ")
        .endsWith(
            "not better than random weights: do not use it, and train again with a lower rate (train.lr), more images or another method");
    assertThat(verdict("good.safetensors", 0.788, 0.013, COLLAPSED, 1.8).sentence())
        .endsWith("keep the starting weights, or train again with another rate (train.lr)");
  }

  @Test
  void weightsThatAHighRateSpoiltAreKeptAsTheyWere() {
    Verdict spoilt = verdict("good.safetensors", 0.788, 0.656, SPOILT, 24.6);
    assertThat(spoilt.finding()).isEqualTo(Finding.WORSE);
    assertThat(spoilt.advice()).as("though copies rise again").isEqualTo(Advice.KEEP_START);
    assertThat(spoilt.sentence())
        .isEqualTo(
            "Worse than the weights that it began from (good.safetensors): keep the starting weights, or train again with another rate (train.lr)");
    assertThat(spoilt.numbers().get(0)).contains("(-13.2 points, 95 % -15.9 to -10.4;");
  }

  @Test
  void aDifferenceWithinItsIntervalIsNoGain() {
    Verdict begun = verdict("good.safetensors", 0.788, 0.808, List.of(0.938, 0.934, 0.941), 61);
    assertThat(begun.finding()).isEqualTo(Finding.NO_GAIN);
    assertThat(begun.advice()).isEqualTo(Advice.KEEP_START);
    Verdict rising = verdict("good.safetensors", 0.788, 0.790, EARLY, 61);
    assertThat(rising.advice()).isEqualTo(Advice.TRAIN_MORE);
    assertThat(rising.sentence())
        .startsWith(
            "Not measurably better than the weights that it began from (good.safetensors) yet, but improving: train 3 more");
    assertThat(verdict("", 0.30, 0.20, EARLY, 61).sentence())
        .startsWith("Worse than random weights, but improving: train 3 more epochs");
  }

  @Test
  void aFewEpochsFromRandomWeightsSayNothingYet() {
    Verdict two = verdict("", 0.30, 0.31, List.of(0.3, 0.31), 61);
    assertThat(two.finding()).isEqualTo(Finding.NO_GAIN);
    assertThat(two.advice()).isEqualTo(Advice.TRAIN_MORE);
    assertThat(two.more()).isEqualTo(6);
    assertThat(two.sentence())
        .startsWith(
            "Not measurably better than random weights after 2 epochs, too few to tell: train 6 more epochs");
    assertThat(verdict("", 0.30, 0.20, List.of(0.2), 61).sentence())
        .startsWith("Worse than random weights after 1 epoch, too few to tell: train 6 more");
    List<Double> level = Collections.nCopies(5, 0.3);
    assertThat(verdict("", 0.30, 0.31, level, 61).advice()).isEqualTo(Advice.TRAIN_MORE);
    assertThat(verdict("", 0.30, 0.31, Collections.nCopies(6, 0.3), 61).advice())
        .isEqualTo(Advice.KEEP_START);
    assertThat(verdict("", 0.30, 0.31, level, 2).finding()).isEqualTo(Finding.COLLAPSED);
  }

  @Test
  void anEarlierEpochThatWasBetterIsNamed() {
    List<Double> fell = List.of(0.4, 0.6, 0.75, 0.8, 0.81, 0.7, 0.6, 0.5, 0.4);
    Verdict verdict = verdict("", 0.013, 0.7, fell, 3);
    assertThat(verdict.finding()).as("the encoder is of the best epoch").isEqualTo(Finding.FELL);
    assertThat(verdict.advice()).isEqualTo(Advice.KEEP);
    assertThat(verdict.sentence())
        .contains("but worse after epoch 5: keep the encoder, the network of that epoch, and ");
    assertThat(verdict("", 0.013, 0.7, fell, 3, 9).sentence())
        .as("the encoder is of another epoch")
        .contains("but worse after epoch 5: keep the encoder, the network of epoch 9, and ");
  }

  @Test
  void withoutEpochsOnlyTheGainIsKnown() {
    Verdict none = verdict("", 0.013, 0.7, List.of(), 0);
    assertThat(none.finding()).isEqualTo(Finding.BETTER);
    assertThat(none.advice()).isEqualTo(Advice.KEEP);
    assertThat(none.sentence()).endsWith("is not known from 0 measured epochs");
    assertThat(none.numbers()).hasSize(1);
    assertThat(verdict("", 0.013, 0.7, List.of(0.5), 40).finding()).isEqualTo(Finding.BETTER);
    assertThat(verdict("", 0.5, 0.5, List.of(), 0).finding()).isEqualTo(Finding.NO_GAIN);
  }

  @Test
  void fewImagesDecideNothing() {
    Found none = new Found(0, 9);
    assertThat(new Found(1.0 / 3, 9).minus(none).low()).as("3 of 9 against none").isNegative();
    assertThat(new Found(1, 9).minus(none).low()).isPositive();
  }

  /** By hand: (21 + 1) / 102 and (10 + 1) / 102 with 1.96 standard errors. */
  @Test
  void theIntervalIsAgrestisAndCaffos() {
    Found.Difference difference = new Found(0.21, 100).minus(new Found(0.10, 100));
    assertThat(difference.value()).isCloseTo(0.11, within(1e-12));
    double error = 1.96 * Math.sqrt(22.0 / 102 * 80 / 102 / 102 + 11.0 / 102 * 91 / 102 / 102);
    assertThat(difference.low()).isCloseTo(11.0 / 102 - error, within(1e-12));
    assertThat(difference.high()).isCloseTo(11.0 / 102 + error, within(1e-12));
    assertThatThrownBy(() -> new Found(1.1, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jsonHasWhatIsSaid() {
    Verdict early = verdict("", 0.013, 0.369, EARLY, 47.7);
    assertThat(early.json().path("finding").textValue()).isEqualTo("improving");
    assertThat(early.json().path("advice").textValue()).isEqualTo("train-more");
    assertThat(early.json().path("more_epochs").intValue()).isEqualTo(3);
    assertThat(early.json().path("sentence").textValue()).isEqualTo(early.sentence());
    assertThat(early.json().path("numbers")).hasSize(4);
    assertThat(early.json().path("images").intValue()).isEqualTo(2000);
    assertThat(early.json().path("protocol").textValue())
        .isEqualTo(
            "no labels; altered copies of 2,000 test images before training and of epoch 3; copies and rank of 3 measured epochs on 256 validation images");
    assertThat(early.json().path("copies").path("before").doubleValue()).isEqualTo(0.013);
    assertThat(early.json().path("copies").path("after").doubleValue()).isEqualTo(0.369);
    assertThat(early.json().path("copies").path("gain_low").doubleValue())
        .isCloseTo(0.334, within(5e-4));
    assertThat(early.json().path("copies").path("gain_high").doubleValue())
        .isCloseTo(0.377, within(5e-4));
  }

  private static Evidence evidence(
      double trained, List<Double> copies, List<Double> ranks, int every, int monitored) {
    return new Evidence(
        Optional.empty(),
        new Found(0.3, 2000),
        new Found(trained, 2000),
        copies,
        IntStream.rangeClosed(1, copies.size()).map(i -> i * every).boxed().toList(),
        ranks.stream().map(Rank::of).toList(),
        OptionalDouble.empty(),
        monitored,
        every,
        every,
        copies.size() * every);
  }

  private static Finding finding(
      double trained, List<Double> copies, List<Double> ranks, int monitored) {
    return Verdict.of(evidence(trained, copies, ranks, 1, monitored), "runs/a").finding();
  }

  /** Below five it is a collapse, whatever it was before. */
  @Test
  void theRankOfTheLastEpochCounts() {
    List<Double> copies = List.of(0.3, 0.3, 0.3);
    assertThat(finding(0.3, copies, List.of(60.0, 60.0, 4.9), 256)).isEqualTo(Finding.COLLAPSED);
    assertThat(finding(0.3, copies, List.of(2.0, 2.0, 5.0), 256)).isEqualTo(Finding.NO_GAIN);
    assertThat(finding(0.9, copies, List.of(60.0, 60.0, 2.0), 256))
        .as("better, so that nothing has collapsed")
        .isEqualTo(Finding.BETTER);
    Verdict verdict = Verdict.of(evidence(0.3, copies, List.of(60.0, 6.0, 4.0), 1, 256), "runs/a");
    assertThat(verdict.numbers().get(2))
        .isEqualTo("effective rank 4.0 on the validation images (below 5 is a collapse)");
  }

  @Test
  void aRankThatMayBeFiveIsNoCollapse() {
    assertThat(ranked(new Rank(4, 3.1, 4.9)).finding()).isEqualTo(Finding.COLLAPSED);
    Verdict open = ranked(new Rank(4, 3, 5));
    assertThat(open.finding()).isEqualTo(Finding.NO_GAIN);
    assertThat(open.numbers().get(2))
        .isEqualTo(
            "effective rank 4.0, 95 % 3.0 to 5.0, on the validation images (a whole interval below 5 is a collapse)");
  }

  /** Embeddings that differ by rounding alone: their directions mean nothing. */
  @Test
  void embeddingsInOnePointAreACollapseWhateverTheirRank() {
    assertThat(spread(0.0199).finding()).isEqualTo(Finding.COLLAPSED);
    assertThat(spread(0.0199).sentence())
        .startsWith(
            "Collapsed, since nearly all images are mapped to one point, and not better than ");
    assertThat(spread(0.02).finding()).isEqualTo(Finding.NO_GAIN);
  }

  private static Verdict spread(double spread) {
    return Verdict.of(
        with(List.of(Rank.of(60), Rank.of(60), Rank.of(24)), OptionalDouble.of(spread)), "runs/a");
  }

  private static Verdict ranked(Rank rank) {
    return Verdict.of(
        with(List.of(Rank.of(60), Rank.of(60), rank), OptionalDouble.empty()), "runs/a");
  }

  private static Evidence with(List<Rank> ranks, OptionalDouble spread) {
    Evidence plain = evidence(0.3, List.of(0.3, 0.3, 0.3), List.of(), 1, 256);
    return new Evidence(
        plain.start(),
        plain.before(),
        plain.trained(),
        plain.copies(),
        plain.measured(),
        ranks,
        spread,
        plain.monitored(),
        plain.every(),
        plain.epoch(),
        plain.epochs());
  }

  @Test
  void aRankLiesInItsInterval() {
    assertThatThrownBy(() -> new Rank(4, 4.5, 5))
        .hasMessage("value must be in [low, high] but is 4.0 in [4.5, 5.0]");
    assertThatThrownBy(() -> new Rank(Double.NaN, 0, 1)).hasMessageContaining("NaN");
  }

  /** Five vectors have four directions at most. */
  @Test
  void fewImagesDoNotSayThatARunHasCollapsed() {
    List<Double> copies = List.of(0.3, 0.3, 0.3);
    List<Double> ranks = Collections.nCopies(3, 3.8);
    assertThat(finding(0.3, copies, ranks, 19)).isEqualTo(Finding.NO_GAIN);
    assertThat(finding(0.3, copies, ranks, 20)).isEqualTo(Finding.COLLAPSED);
    assertThat(Verdict.of(evidence(0.3, copies, ranks, 1, 19), "runs/a").numbers().get(2))
        .isEqualTo(
            "effective rank 3.8 on the validation images (too few of them to tell a collapse)");
  }

  @Test
  void aFewEpochsDoNotSayThatARunHasLevelledOff() {
    List<Double> ranks = List.of();
    assertThat(finding(0.9, Collections.nCopies(5, 0.8), ranks, 256)).isEqualTo(Finding.BETTER);
    assertThat(finding(0.9, Collections.nCopies(6, 0.8), ranks, 256)).isEqualTo(Finding.LEVELLED);
    assertThat(verdict("", 0.3, 0.9, Collections.nCopies(2, 0.8), 61).sentence())
        .isEqualTo(
            "Better than random weights: keep it; whether it still improves is not known from 2 measured epochs");
  }

  /** Of many images 5 points count; of 100 it is twice the standard error, here 11.9 points. */
  @Test
  void aFallHasToBeLargeAndMoreThanNoise() {
    List<Double> ranks = List.of();
    int many = 1_000_000;
    assertThat(finding(0.9, List.of(0.5, 0.8, 0.76), ranks, many)).isEqualTo(Finding.BETTER);
    assertThat(finding(0.9, List.of(0.5, 0.8, 0.74), ranks, many)).isEqualTo(Finding.FELL);
    assertThat(finding(0.9, List.of(0.5, 0.8, 0.74), ranks, 100)).isEqualTo(Finding.BETTER);
    assertThat(finding(0.9, List.of(0.5, 0.8, 0.65), ranks, 100)).isEqualTo(Finding.FELL);
  }

  /** Six measurements, one every five epochs: the means are over ten. */
  @Test
  void epochsBetweenMeasurementsAreCounted() {
    List<Double> rising = List.of(0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
    Verdict verdict = Verdict.of(evidence(0.9, rising, List.of(), 5, 256), "runs/a");
    assertThat(verdict.finding()).isEqualTo(Finding.IMPROVING);
    assertThat(verdict.more()).isEqualTo(30);
    assertThat(verdict.sentence())
        .endsWith("train 30 more epochs with ./likeness pretrain --resume runs/a --epochs 60");
    assertThat(verdict.numbers().get(1))
        .startsWith("copies in the last 10 epochs +20.0 points against the 10 before, on 256 ");
    List<Double> fell = List.of(0.4, 0.7, 0.8, 0.8, 0.6, 0.5);
    assertThat(Verdict.of(evidence(0.9, fell, List.of(), 5, 256), "runs/a").sentence())
        .as("the first of the best")
        .contains("but worse after epoch 15: ");
  }

  /** By hand: 22 / 102 and 6 / 52. */
  @Test
  void eachShareHasItsNumberOfImages() {
    Found.Difference difference = new Found(0.21, 100).minus(new Found(0.10, 50));
    double error = 1.96 * Math.sqrt(22.0 / 102 * 80 / 102 / 102 + 6.0 / 52 * 46 / 52 / 52);
    assertThat(difference.low()).isCloseTo(22.0 / 102 - 6.0 / 52 - error, within(1e-12));
    assertThat(difference.high()).isCloseTo(22.0 / 102 - 6.0 / 52 + error, within(1e-12));
  }
}
