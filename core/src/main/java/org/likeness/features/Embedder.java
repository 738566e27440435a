package org.likeness.features;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Network;

/**
 * Computes one vector for each preprocessed image of a batch, by a network or directly from pixels.
 */
public interface Embedder {
  /** The kind of features. */
  FeatureKind kind();

  /** The preprocessing of an image. */
  Preprocessing preprocessing();

  /** The network, which must be in evaluation mode; empty if there is none. */
  Optional<Network> network();

  /**
   * The vectors of a batch, not normalised; the caller provides the scope and no-grad mode. With a
   * network, several threads may call this at the same time.
   *
   * @param images {@code [B, C, H, W]}
   * @return {@code [B, dimension]}
   */
  Tensor vectors(Tensor images);

  /** Dimension of {@link #vectors}. */
  int dimension();

  /**
   * True if the mean must be subtracted before cosines are computed, as for pixels, which are never
   * negative.
   */
  default boolean centred() {
    return false;
  }

  /** The preprocessing as a phrase for protocols: {@code resize 256, centre 224}. */
  default String transform() {
    Preprocessing how = preprocessing();
    return how.resize() == how.size()
        ? "shorter side " + how.size() + ", centre"
        : "resize " + how.resize() + ", centre " + how.size();
  }
}
