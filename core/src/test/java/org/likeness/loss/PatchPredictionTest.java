package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class PatchPredictionTest {
  private static final int D = 5;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Tensor grid(long seed, int images, int h, int w) {
    return Inputs.unitRows(seed, images * h * w, D, ScalarType.Double).view(images, h, w, D);
  }

  /** The formula with loops, one prediction after the other. */
  private static double slow(Tensor p, Tensor z, int images, int h, int w, int below, double s) {
    double[] predictions = Tensors.doubles(p);
    double[] cells = Tensors.doubles(z);
    double sum = 0;
    for (int b = 0; b < images; b++) {
      for (int r = 0; r + below < h; r++) {
        for (int c = 0; c < w; c++) {
          int from = (b * h + r) * w + c;
          double all = 0;
          for (int j = 0; j < images * h * w; j++) {
            all += Math.exp(s * product(predictions, from, cells, j));
          }
          int to = (b * h + r + below) * w + c;
          sum += Math.log(all) - s * product(predictions, from, cells, to);
        }
      }
    }
    return sum / (images * (h - below) * w);
  }

  private static double product(double[] a, int i, double[] b, int j) {
    double sum = 0;
    for (int k = 0; k < D; k++) {
      sum += a[i * D + k] * b[j * D + k];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"3, 4, 2, 1, 0.1", "1, 2, 1, 1, 1", "2, 5, 3, 4, 7"})
  void equalsTheSlowFormula(int images, int h, int w, int below, double scale) {
    Tensor p = grid(1, images, h, w);
    Tensor z = grid(2, images, h, w);
    assertThat(new PatchPrediction(scale).loss(p, z, below).item_double())
        .isCloseTo(slow(p, z, images, h, w, below, scale), within(1e-12));
  }

  /** With every other cell once among the drawn ones, both forms agree. */
  @Test
  void drawnCellsThatAreAllCellsGiveTheSame() {
    int cells = 2 * 3 * 2;
    Tensor p = grid(1, 2, 3, 2);
    Tensor z = grid(2, 2, 3, 2);
    long[] targets = Tensors.longs(PatchPrediction.targets(z, 1));
    long[] others =
        LongStream.of(targets)
            .flatMap(right -> LongStream.range(0, cells).filter(j -> j != right))
            .toArray();
    Tensor negatives = Tensors.of(others, targets.length, cells - 1L);
    PatchPrediction prediction = new PatchPrediction(2);
    assertThat(prediction.loss(p, z, 1, negatives).item_double())
        .isCloseTo(prediction.loss(p, z, 1).item_double(), within(1e-12));
  }

  @Test
  void equalCellsGiveTheCollapsedLoss() {
    Tensor cell = Inputs.unitRows(1, 1, D, ScalarType.Double);
    Tensor z = cell.expand(new long[] {3L * 4 * 2, D}).contiguous().view(3, 4, 2, D);
    PatchPrediction prediction = new PatchPrediction(1);
    assertThat(prediction.loss(z, z, 2).item_double())
        .isCloseTo(Collapse.cpcStep(3, 4, 2), within(1e-12));
    assertThat(prediction.loss(z, z, 2, Inputs.indices(1, 24, 12, 7)).item_double())
        .isCloseTo(Collapse.oneAmong(7), within(1e-12));
  }

  @Test
  void refusesWhatItCannotCompute() {
    Tensor z = grid(1, 2, 3, 2);
    PatchPrediction prediction = new PatchPrediction(1);
    assertThatThrownBy(() -> prediction.loss(z, z, 3))
        .hasMessage("a grid of 3 rows has no cells 3 rows below");
    assertThatThrownBy(() -> prediction.loss(grid(1, 1, 3, 2), z, 1))
        .hasMessageStartingWith("predictions and encodings must have one shape [B, h, w, d]");
    assertThatThrownBy(() -> prediction.loss(z, z, 1, Inputs.indices(1, 12, 7, 2)))
        .hasMessage(
            "negatives must hold one or more cells for each of 8 predictions but are [7, 2]");
    assertThatThrownBy(() -> new PatchPrediction(0))
        .hasMessageStartingWith("scale must be positive");
  }
}
