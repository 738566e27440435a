package org.likeness.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.likeness.random.RandomStream;

/**
 * One linear map with bias, the head of InstDisc and InvaSpread (features to 128 numbers).
 * Parameters: {@code fc.weight} {@code [out, in]} and {@code fc.bias} {@code [out]}, uniform in
 * {@code +-1/sqrt(in)} at first.
 */
public final class LinearHead extends Head {
  private final LinearImpl fc;
  private final int inputSize;
  private final int outputSize;

  /**
   * A head with new values.
   *
   * @param in width of the features
   * @param out width of the embedding
   */
  public LinearHead(int in, int out, RandomStream random) {
    super("LinearHead");
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          "a linear head must have positive widths but has " + in + " and " + out);
    }
    inputSize = in;
    outputSize = out;
    fc = register_module("fc", new LinearImpl(in, out));
    InitialValues.fill(this, random);
  }

  @Override
  protected Tensor map(Tensor features) {
    return fc.forward(features);
  }

  /** A copy of its weights. */
  public DenseLayer dense() {
    return new DenseLayer(
        fc.weight().detach().clone(), fc.bias().detach().clone(), Activation.NONE);
  }

  @Override
  public int inputSize() {
    return inputSize;
  }

  @Override
  public int outputSize() {
    return outputSize;
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("head", "linear");
    description.put("head-in", Integer.toString(inputSize));
    description.put("head-out", Integer.toString(outputSize));
    return description;
  }
}
