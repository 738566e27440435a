package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.likeness.contract.KnownImages;
import org.likeness.error.InputException;
import org.likeness.evaluate.copies.CopiesEvaluation;
import org.likeness.evaluate.copies.CopyOptions;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.features.FeatureKind;

final class EvaluationEntryTest {
  private static final EvaluationEntry<CopyOptions> COPIES = CopiesEvaluation.entry();

  @Test
  void whatIsChangedIsTheOnlyChange() {
    assertThat(COPIES.needsLabels()).isFalse();
    assertThat(COPIES.scored()).isTrue();
    assertThat(COPIES.features()).isEqualTo(FeatureKind.HEAD);
    assertThat(COPIES.monitorDefaults()).isEqualTo(COPIES.defaults());
    EvaluationEntry<CopyOptions> other =
        COPIES.withFeatures(FeatureKind.BACKBONE).withoutScore().withLabels();
    assertThat(other.features()).isEqualTo(FeatureKind.BACKBONE);
    assertThat(other.scored()).isFalse();
    assertThat(other.needsLabels()).isTrue();
    assertThat(other.name()).isEqualTo("copies");
    assertThat(other.defaults()).isSameAs(COPIES.defaults());
    assertThat(other.reader()).isSameAs(COPIES.reader());
    assertThatThrownBy(() -> COPIES.withFeatures(FeatureKind.PIXELS))
        .hasMessage("the features of copies must be head or backbone");
  }

  @Test
  void optionsOfTheEndAndOfTheMonitorAreTakenAndNoOthers() {
    EvaluationEntry<KnnEvaluation.Options> knn = KnnEvaluation.entry();
    assertThat(knn.create(knn.defaults())).isInstanceOf(KnnEvaluation.class);
    assertThat(knn.monitorDefaults()).isEqualTo(new KnnEvaluation.MonitorOptions(20, 0.1));
    assertThat(knn.create(knn.monitorDefaults())).isInstanceOf(KnnEvaluation.class);
    assertThatThrownBy(() -> knn.create(CopyOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "knn takes org.likeness.evaluate.knn.KnnEvaluation$Options but was given org.likeness.evaluate.copies.CopyOptions");
  }

  @Test
  void labelsOfBankAndTestAreRequiredWhereTheyAreNeeded() {
    KnownImages labelled = new KnownImages(6, true);
    KnownImages bare = new KnownImages(6, false);
    EvaluationEntry<CopyOptions> needs = COPIES.withLabels();
    assertThatCode(() -> needs.require(Parts.of(labelled, labelled))).doesNotThrowAnyException();
    assertThatCode(() -> COPIES.require(Parts.of(bare, bare))).doesNotThrowAnyException();
    for (Parts parts : new Parts[] {Parts.of(bare, labelled), Parts.of(labelled, bare)}) {
      assertThat(needs.suits(parts)).isFalse();
      assertThat(COPIES.suits(parts)).isTrue();
      assertThatThrownBy(() -> needs.require(parts))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              "Altered copies needs the class of every image, but 6 of 6 images of known have none");
    }
    assertThatThrownBy(() -> COPIES.require(Parts.of(labelled, new KnownImages(1, true))))
        .isInstanceOf(InputException.class)
        .hasMessage("copies need at least 2 images but known has 1: use a folder with more images");
    assertThatCode(() -> COPIES.require(Parts.of(labelled, new KnownImages(2, true))))
        .doesNotThrowAnyException();
  }
}
