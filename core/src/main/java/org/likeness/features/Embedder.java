package org.likeness.features;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Network;

/**
 * From a batch of preprocessed images to one vector each: what is compared, by a network or without
 * one.
 */
public interface Embedder {
  /** Which numbers of an image these are. */
  FeatureKind kind();

  /** How an image becomes an input. */
  Preprocessing preprocessing();

  /** The network that must be in evaluation mode meanwhile, if there is one. */
  Optional<Network> network();

  /**
   * The vectors of a batch, of any length; the caller owns the scope and the no-grad. Where there
   * is a network, several threads may call at once.
   *
   * @param images {@code [B, C, H, W]}
   * @return {@code [B, dimension]}
   */
  Tensor vectors(Tensor images);

  /** Width of {@link #vectors}. */
  int dimension();

  /**
   * True where the mean must be subtracted before a cosine means anything, as with pixels, which
   * are all rather bright.
   */
  default boolean centred() {
    return false;
  }

  /** How an image becomes an input, for protocols: {@code resize 256, centre 224}. */
  default String transform() {
    Preprocessing how = preprocessing();
    return how.resize() == how.size()
        ? "shorter side " + how.size() + ", centre"
        : "resize " + how.resize() + ", centre " + how.size();
  }
}
