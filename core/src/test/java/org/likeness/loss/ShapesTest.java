package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Torch;

final class ShapesTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void equalMeansRowsAlikeAndAsMany() {
    Tensor a = torch.ones(2, 3);
    assertThatCode(() -> Shapes.requireEqual("a", a, "b", torch.ones(2, 3)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Shapes.requireEqual("a", a, "b", torch.ones(2, 4)))
        .hasMessage("a and b must be matrices with rows of one size but are [2, 3] and [2, 4]");
    assertThatThrownBy(() -> Shapes.requireEqual("a", a, "b", a.to(ScalarType.Double)))
        .hasMessage("a and b must have one type but are Float and Double");
    assertThatThrownBy(() -> Shapes.requireEqual("a", a, "b", torch.ones(1, 3)))
        .hasMessage("a and b must have as many rows but are [2, 3] and [1, 3]");
  }

  @Test
  void matricesAreAskedFor() {
    Tensor matrix = torch.ones(3, 3);
    for (Tensor other : new Tensor[] {torch.ones(3), torch.ones(3, 3, 3)}) {
      assertThatThrownBy(() -> Shapes.requireRowsAlike("a", matrix, "b", other))
          .hasMessageStartingWith("a and b must be matrices");
      assertThatThrownBy(() -> Shapes.requireRowsAlike("a", other, "b", matrix))
          .hasMessageStartingWith("a and b must be matrices");
    }
  }
}
