package org.likeness.nn;

import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Scope;

/**
 * The layers between a backbone's features and a loss: a linear map or a small network. Built
 * outside any scope.
 */
public abstract class Head extends Module {
  protected Head(String name) {
    super(name);
    Scope.refuse("A head");
  }

  /** {@code [B, inputSize]} to {@code [B, outputSize]}; not normalised. */
  public abstract Tensor forward(Tensor features);

  public abstract int inputSize();

  public abstract int outputSize();

  /**
   * Kind and sizes, from which {@link Heads#create} builds an equal one. Keys begin with {@code
   * head}.
   */
  public abstract Map<String, String> description();
}
