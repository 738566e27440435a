package org.likeness.method;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Scope;

/** A copy of a {@link State}, which uses the same amount of memory until it is closed. */
public final class Snapshot implements AutoCloseable {
  private final State state;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Double> scalars;

  Snapshot(State state) {
    this.state = state;
    this.scalars = state.scalars();
    try (NoGradGuard noGrad = new NoGradGuard()) {
      state.tensors().forEach((name, tensor) -> tensors.put(name, Scope.outside(tensor::clone)));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Restores every tensor and scalar by copying into the live ones. */
  public void restore() {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Map<String, Tensor> live = state.tensors();
      tensors.forEach((name, tensor) -> requireNonNull(live.get(name), name).copy_(tensor));
    }
    scalars.forEach(state::restoreScalar);
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}
