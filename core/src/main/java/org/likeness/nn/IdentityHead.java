package org.likeness.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** No head: the embedding is the features themselves. Has no parameters. */
public final class IdentityHead extends Head {
  private final int size;

  /**
   * A head that changes nothing.
   *
   * @param size width of the features
   */
  public IdentityHead(int size) {
    super("IdentityHead");
    if (size < 1) {
      throw new IllegalArgumentException(
          "an identity head must have a positive width but has " + size);
    }
    this.size = size;
  }

  @Override
  protected Tensor map(Tensor features) {
    return features;
  }

  @Override
  public int inputSize() {
    return size;
  }

  @Override
  public int outputSize() {
    return size;
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("head", "identity");
    description.put("head-in", Integer.toString(size));
    return description;
  }
}
