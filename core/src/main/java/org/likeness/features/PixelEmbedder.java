package org.likeness.features;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Network;

/**
 * The pixels themselves, at the size that an encoder sees: what a network has to beat. Their cosine
 * is taken after the mean image is subtracted.
 *
 * @param preprocessing that of the encoder that is compared with
 */
public record PixelEmbedder(Preprocessing preprocessing) implements Embedder {
  private static final int CHANNELS = 3;

  public PixelEmbedder {
    requireNonNull(preprocessing, "preprocessing is null");
  }

  @Override
  public FeatureKind kind() {
    return FeatureKind.PIXELS;
  }

  @Override
  public Optional<Network> network() {
    return Optional.empty();
  }

  @Override
  public Tensor vectors(Tensor images) {
    return images.flatten(1, -1);
  }

  @Override
  public int dimension() {
    return CHANNELS * preprocessing.size() * preprocessing.size();
  }

  @Override
  public boolean centred() {
    return true;
  }
}
