package org.likeness.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ScopeTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void closingFreesWhatWasMadeInside() {
    long before = LivePointers.settled();
    Tensor inside;
    try (Scope scope = Scope.open()) {
      inside = torch.ones(3).add(torch.ones(3));
      assertThat(inside.isNull()).isFalse();
    }
    assertThat(inside.isNull()).isTrue();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void whatIsKeptOutlivesTheScope() {
    Tensor kept;
    try (Scope scope = Scope.open()) {
      kept = scope.keep(torch.ones(3));
    }
    assertThat(Tensors.floats(kept)).containsExactly(1, 1, 1);
  }

  @Test
  void whatIsKeptMovesToTheScopeAround() {
    Tensor kept;
    try (Scope outer = Scope.open()) {
      try (Scope inner = Scope.open()) {
        kept = inner.keep(torch.ones(2));
      }
      assertThat(Tensors.floats(kept)).containsExactly(1, 1);
    }
    assertThat(kept.isNull()).isTrue();
  }

  @Test
  void noGradEndsWithItsScope() {
    Tensor weight = torch.ones(2).set_requires_grad(true);
    try (Scope scope = Scope.openNoGrad()) {
      assertThat(weight.add(weight).requires_grad()).isFalse();
      try (Scope inner = Scope.open()) {
        assertThat(weight.add(weight).requires_grad()).isFalse();
      }
    }
    assertThat(weight.add(weight).requires_grad()).isTrue();
  }

  @Test
  void gradientsAreRecordedAgainAfterAScopeWithin() {
    Tensor weight = torch.ones(2).set_requires_grad(true);
    try (Scope scope = Scope.open()) {
      try (Scope inner = Scope.openNoGrad()) {
        assertThat(weight.add(weight).requires_grad()).isFalse();
      }
      assertThat(weight.add(weight).requires_grad()).isTrue();
    }
    assertThat(weight.add(weight).requires_grad()).isTrue();
  }

  @Test
  void aModuleInsideAScopeIsRefused() {
    Scope.refuse("nothing");
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> Scope.refuse("A backbone"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("A backbone is being built inside a scope");
    }
  }
}
