package org.likeness.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.likeness.random.RandomStream;

/**
 * Cosines to directions: input rows are normalised, then mapped by a linear map without bias whose
 * rows are {@code w = g v / |v|} (Salimans and Kingma, <i>Weight normalization</i>, NeurIPS 2016).
 * The last layer of DINO's head. Parameters: {@code weight_v} {@code [out, in]}, uniform in {@code
 * +-1/sqrt(in)} at first, and, where gains are trained, {@code weight_g} {@code [out, 1]}, 1 at
 * first; else all gains are 1.
 */
public final class CosineHead extends Head {
  private final Tensor v;
  private final @Nullable Tensor g;

  /**
   * A head with new values.
   *
   * @param in width of the input
   * @param out number of directions
   * @param gains whether gains are trained
   */
  public CosineHead(int in, int out, boolean gains, RandomStream random) {
    super("CosineHead");
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          "a cosine head must have positive widths but has " + in + " and " + out);
    }
    v = torch.empty(out, in);
    InitialValues.uniform(v, 1 / Math.sqrt(in), random);
    register_parameter("weight_v", v);
    g = gains ? torch.ones(out, 1) : null;
    if (g != null) {
      register_parameter("weight_g", g);
    }
  }

  @Override
  protected Tensor map(Tensor features) {
    Tensor directions = Normalize.rows(v); // [out, in]
    Tensor w = g == null ? directions : directions.mul(g);
    return Normalize.rows(features).mm(w.t());
  }

  @Override
  public int inputSize() {
    return Math.toIntExact(v.size(1));
  }

  @Override
  public int outputSize() {
    return Math.toIntExact(v.size(0));
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("head", "cosine");
    description.put("head-in", Integer.toString(inputSize()));
    description.put("head-out", Integer.toString(outputSize()));
    description.put("head-gains", Boolean.toString(g != null));
    return description;
  }
}
