package org.likeness.nn;

import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Autocast;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * The layers between a backbone's features and a loss: a linear map or a small network. Built
 * outside any scope.
 */
public abstract class Head extends Module implements NeuralNetwork {
  private boolean bfloat16;

  protected Head(String name) {
    super(name);
    Scope.refuse("A head");
  }

  /**
   * {@code [B, inputSize]} to {@code [B, outputSize]}; not normalised. In bfloat16 where {@link
   * #bfloat16} asks for it, with a float32 result.
   */
  public final Tensor forward(Tensor features) {
    boolean rounded = bfloat16 && isTraining();
    try (Autocast autocast = new Autocast(rounded, features)) {
      Tensor output = map(features);
      return rounded ? output.to(ScalarType.Float) : output;
    }
  }

  /** The head's mathematics. */
  protected abstract Tensor map(Tensor features);

  public abstract int inputSize();

  public abstract int outputSize();

  /**
   * Kind and sizes, from which {@link Heads#create} builds an equal one. Keys begin with {@code
   * head}.
   */
  public abstract Map<String, String> description();

  @Override
  public void train(boolean training) {
    super.train(training);
  }

  @Override
  public boolean isTraining() {
    return is_training();
  }

  /** Of a head that a method computes with by itself; within a network, that one decides. */
  @Override
  public void bfloat16(boolean on) {
    bfloat16 = on;
  }

  @Override
  public Map<String, Tensor> weights() {
    return Tensors.named(this);
  }
}
