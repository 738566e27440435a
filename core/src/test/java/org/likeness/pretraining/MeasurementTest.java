package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.SmallImages;
import org.likeness.random.RandomSource;

final class MeasurementTest {
  private static final RandomSource RANDOM = new RandomSource(3);
  private static final DataParts PARTS =
      DataParts.of(
          new SmallImages(100, true), SplitOptions.defaults().withShares(0.2, 0.25, 2000), RANDOM);

  private static Measurement measurement(int images, int bank) {
    List<BoundEvaluation> evaluations =
        List.of("copies", "knn").stream()
            .map(Evaluations::named)
            .map(entry -> new BoundEvaluation(entry, entry.defaults()))
            .toList();
    return new Measurement(
        PARTS,
        new SummaryOptions(images, bank, FeatureChoice.USUAL, List.of("copies", "knn")),
        evaluations,
        RANDOM,
        1);
  }

  private static Set<Integer> originals(Dataset part) {
    Subset subset = (Subset) part;
    return IntStream.range(0, subset.size()).mapToObj(subset::original).collect(Collectors.toSet());
  }

  @Test
  void everyPartIsThePartOfItsName() {
    Measurement all = measurement(0, 0);
    assertThat(originals(all.parts().bank())).isEqualTo(originals(PARTS.train()));
    assertThat(originals(all.parts().validation())).isEqualTo(originals(PARTS.validation()));
    assertThat(originals(all.parts().test())).isEqualTo(originals(PARTS.test()));
    assertThat(originals(all.test())).isEqualTo(originals(PARTS.test()));
  }

  @Test
  void fewerImagesAreOfTheSameParts() {
    Measurement some = measurement(7, 11);
    assertThat(originals(some.parts().bank())).hasSize(11).isSubsetOf(originals(PARTS.train()));
    assertThat(originals(some.parts().validation())).isEqualTo(originals(PARTS.validation()));
    assertThat(originals(some.parts().test())).hasSize(7).isSubsetOf(originals(PARTS.test()));
    assertThat(some.test()).isSameAs(some.parts().test());
  }
}
