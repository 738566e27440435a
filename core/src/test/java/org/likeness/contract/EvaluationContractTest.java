package org.likeness.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluations.Evaluations;
import org.likeness.torch.Torch;

/** {@link EvaluationContract} for every evaluation of the list. */
final class EvaluationContractTest {
  /** Of one classifier and one optimizer. */
  private static final int HANDLES = 12;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  static Stream<EvaluationEntry<?>> all() {
    return Evaluations.all().stream();
  }

  /**
   * Attention needs a transformer, which the contract's embedders are not; its own test has one.
   */
  static Stream<EvaluationEntry<?>> evaluations() {
    return all().filter(entry -> !entry.name().equals("attention"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDescribed(EvaluationEntry<?> entry) {
    EvaluationContract.isDescribed(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void perfectScoresMostAndRandomChance(EvaluationEntry<?> entry) {
    EvaluationContract.perfectScoresMostAndRandomChance(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void isReadFromItsJsonAlone(EvaluationEntry<?> entry) {
    EvaluationContract.isReadFromItsJsonAlone(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void refusesImagesWithoutLabelsWhereItNeedsThem(EvaluationEntry<?> entry) {
    EvaluationContract.refusesImagesWithoutLabelsWhereItNeedsThem(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void equalSeedsGiveEqualReports(EvaluationEntry<?> entry) {
    EvaluationContract.equalSeedsGiveEqualReports(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void refusesVectorsThatAreNotFinite(EvaluationEntry<?> entry) {
    EvaluationContract.refusesVectorsThatAreNotFinite(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void degenerateImagesHaveAReportOrASentence(EvaluationEntry<?> entry) {
    EvaluationContract.degenerateImagesHaveAReportOrASentence(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void progressReachesTheTotalAndMayCancel(EvaluationEntry<?> entry) {
    EvaluationContract.progressReachesTheTotalAndMayCancel(entry);
  }

  @ParameterizedTest
  @MethodSource("evaluations")
  void leavesNoTensorsBehind(EvaluationEntry<?> entry) {
    EvaluationContract.leavesNoTensorsBehind(entry, entry.name().equals("linear") ? HANDLES : 0);
  }
}
