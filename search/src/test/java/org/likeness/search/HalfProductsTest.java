package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class HalfProductsTest {
  /** Both ways, and the one that was chosen, sum in four bytes: 3000 ones are no 2048. */
  @Test
  void everyWayIsTheProduct() {
    Torch.require();
    List<BinaryOperator<Tensor>> ways =
        List.of(HalfProducts::asVector, HalfProducts::asMatrix, HalfProducts::of);
    try (Scope scope = Scope.openNoGrad()) {
      Tensor matrix = torch.ones(3, 3000).to(ScalarType.Half);
      Tensor vector = torch.ones(3000).to(ScalarType.Half);
      for (BinaryOperator<Tensor> way : ways) {
        Tensor product = way.apply(matrix, vector);
        assertThat(product.sizes().vec().get()).containsExactly(3);
        assertThat(Tensors.floats(product)).containsOnly(3000f);
      }
    }
  }
}
