package org.likeness.features;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.Network;

/**
 * The vectors of an encoder.
 *
 * @param encoder the encoder that computes them
 * @param kind {@link FeatureKind#HEAD} for its embedding, {@link FeatureKind#BACKBONE} for the
 *     features before the head
 */
public record NetworkEmbedder(Encoder encoder, FeatureKind kind) implements Embedder {
  public NetworkEmbedder {
    requireNonNull(encoder, "encoder is null");
    if (kind != FeatureKind.HEAD && kind != FeatureKind.BACKBONE) {
      throw new IllegalArgumentException(
          "features of an encoder must be head or backbone but are " + kind.label());
    }
  }

  @Override
  public Preprocessing preprocessing() {
    return encoder.preprocessing();
  }

  @Override
  public Optional<Network> network() {
    return Optional.of(encoder.network());
  }

  @Override
  public Tensor vectors(Tensor images) {
    return kind == FeatureKind.HEAD
        ? encoder.network().embedding(images)
        : encoder.network().features(images);
  }

  @Override
  public int dimension() {
    return kind == FeatureKind.HEAD
        ? encoder.network().embeddingSize()
        : encoder.network().featureSize();
  }
}
