package org.likeness.features;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.encoder.Network;

/**
 * The raw pixels at an encoder's input size: a baseline for networks. Cosines are computed after
 * the mean image is subtracted. Always in RGB, so that all encoders have the same baseline.
 *
 * @param preprocessing that of the encoder to compare with
 */
public record PixelEmbedder(Preprocessing preprocessing) implements Embedder {
  private static final int CHANNELS = 3;

  public PixelEmbedder {
    requireNonNull(preprocessing, "preprocessing is null");
    if (preprocessing.colour() != ViewOptions.Colour.RGB) {
      ViewOptions usual = ViewOptions.defaults(preprocessing.size());
      preprocessing = preprocessing.withColour(usual.colour(), usual.mean(), usual.std());
    }
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
