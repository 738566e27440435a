package org.likeness.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Labels of vectors, and kinds of features by their names. */
final class LabelsTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** The label of image i is i mod 3, in whatever order they are asked for. */
  @Test
  void labelsAreThoseOfTheImagesThatAreAskedFor() {
    SmallImages images = new SmallImages(9, true);
    assertThat(Labels.require(images, new int[] {8, 0, 4}, "this")).containsExactly(2, 0, 1);
    assertThatThrownBy(() -> Labels.require(images, new int[0], "kNN accuracy"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "kNN accuracy needs labelled images but small has no image that can be decoded");
  }

  @Test
  void vectorsHaveOneLabelEach() {
    LabelledVectors vectors =
        new LabelledVectors(Tensors.of(new float[6], 3, 2), new int[] {0, 4, 1});
    assertThat(vectors.size()).isEqualTo(3);
    assertThat(vectors.classes()).as("the largest label and 0").isEqualTo(5);
    assertThatThrownBy(() -> new LabelledVectors(Tensors.of(new float[6], 3, 2), new int[2]))
        .hasMessage(
            "vectors must be [n, d] with one label per row, n at least 1, but there are 2 labels");
    assertThatThrownBy(
            () -> new LabelledVectors(Tensors.of(new float[6], 3, 2), new int[] {0, -1, 1}))
        .hasMessage("labels must not be negative but one of them is");
    assertThatThrownBy(() -> new LabelledVectors(Tensors.of(new float[6], 6), new int[6]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void kindsAreFoundByTheirNames() {
    for (FeatureKind kind : FeatureKind.values()) {
      assertThat(FeatureKind.of(kind.label())).isEqualTo(kind);
    }
    assertThat(FeatureKind.BACKBONE.phrase()).isEqualTo("backbone features");
    assertThat(FeatureKind.PIXELS.phrase()).isEqualTo("raw pixels");
    assertThatThrownBy(() -> FeatureKind.of("Head"))
        .hasMessage("features must be head, backbone or pixels but is Head");
  }
}
