package org.likeness.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Sobel's filters {@code [[1, 0, -1], [2, 0, -2], [1, 0, -1]]} and its transpose. */
final class SobelTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /**
   * The mean of the channels is {@code [[1, 2, 3], [4, 5, 6], [7, 8, 10]]}. Smoothed along the
   * columns it is {@code [[6, 9, 12], [16, 20, 25], [18, 21, 26]]}, along the rows {@code [[4, 8,
   * 8], [13, 20, 17], [22, 33, 28]]}; an edge is the neighbour before minus the one behind.
   */
  @Test
  void edgesByHand() {
    Tensor grey = Tensors.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 10}, 1, 1, 3, 3);
    Tensor offsets = Tensors.of(new double[] {-1, 3, -2}, 1, 3, 1, 1);
    Tensor edges = Sobel.edges(grey.add(offsets));
    assertThat(Tensors.shape(edges)).containsExactly(1, 2, 3, 3);
    assertThat(Tensors.doubles(edges.select(1, 0)))
        .as("across")
        .containsExactly(new double[] {-9, -6, 9, -20, -9, 20, -21, -8, 21}, within(1e-12));
    assertThat(Tensors.doubles(edges.select(1, 1)))
        .as("down")
        .containsExactly(new double[] {-13, -20, -17, -18, -25, -20, 13, 20, 17}, within(1e-12));
  }

  /** Each image of a batch alone, and images that are not square. */
  @Test
  void aSinglePixelOfEachImageGivesTheMirroredFilters() {
    Tensor images = torch.zeros(2, 3, 3, 4);
    images.select(0, 0).select(1, 1).select(1, 2).fill_(new Scalar(1));
    Tensor edges = Sobel.edges(images);
    assertThat(Tensors.shape(edges)).containsExactly(2, 2, 3, 4);
    assertThat(Tensors.floats(edges.select(0, 0)))
        .containsExactly(
            new float[] {
              0, -1, 0, 1, //
              0, -2, 0, 2, //
              0, -1, 0, 1, //
              0, -1, -2, -1, //
              0, 0, 0, 0, //
              0, 1, 2, 1
            },
            within(1e-6f));
    assertThat(Tensors.floats(edges.select(0, 1))).containsOnly(0);
  }

  @Test
  void aFlatImageHasEdgesAtItsBorderAlone() {
    float[] edges = Tensors.floats(Sobel.edges(torch.ones(1, 3, 5, 5)).select(0, 0));
    for (int y = 1; y < 4; y++) {
      for (int x = 1; x < 4; x++) {
        assertThat(edges[5 * y + x]).isZero();
        assertThat(edges[25 + 5 * y + x]).isZero();
      }
    }
    assertThat(edges[5 * 2]).as("left, before which is 0").isEqualTo(-4);
    assertThat(edges[5 * 2 + 4]).as("right").isEqualTo(4);
    assertThat(edges[25 + 2]).as("top").isEqualTo(-4);
    assertThat(edges[25 + 5 * 4 + 2]).as("bottom").isEqualTo(4);
  }
}
