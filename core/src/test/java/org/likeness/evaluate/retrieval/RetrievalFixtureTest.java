package org.likeness.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.Fixture;
import org.likeness.neighbours.NearestNeighbours;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;

/** Recall and mutual information against {@code retrieval_metrics}. */
final class RetrievalFixtureTest {
  private final Fixture fixture = Fixture.read("retrieval_metrics");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private int[] integers(String key) {
    return Arrays.stream(fixture.integers(key)).mapToInt(Math::toIntExact).toArray();
  }

  @Test
  void recallAtEachK() {
    try (Scope scope = Scope.openNoGrad()) {
      for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
        Tensor rows = fixture.tensor("embeddings", type);
        int[][] found = new NearestNeighbours().search(rows, rows, 8, true).indices();
        assertThat(Arrays.stream(found).flatMapToInt(Arrays::stream).asLongStream().toArray())
            .containsExactly(fixture.integers("neighbour_indices"));
        int[] ranks = RetrievalEvaluation.ranks(found, integers("labels"));
        for (int k : new int[] {1, 2, 4, 8}) {
          double recall = Arrays.stream(ranks).filter(rank -> rank <= k).count() / 40.0;
          assertThat(recall).as("K = %d", k).isEqualTo(fixture.number("recall_at/" + k));
        }
      }
    }
  }

  @Test
  void mutualInformation() {
    MutualInformation found = MutualInformation.of(integers("labels"), integers("clusters"));
    assertThat(found.mutual()).isCloseTo(fixture.number("mutual_information"), within(1e-9));
    assertThat(found.first()).isCloseTo(fixture.number("entropy_labels"), within(1e-9));
    assertThat(found.second()).isCloseTo(fixture.number("entropy_clusters"), within(1e-9));
    assertThat(found.arithmetic()).isCloseTo(fixture.number("nmi_arithmetic"), within(1e-9));
    assertThat(found.geometric()).isCloseTo(fixture.number("nmi_geometric"), within(1e-9));
  }
}
