package org.likeness.encoder;

import static java.util.Objects.requireNonNull;

import org.likeness.augment.Preprocessing;

/** Images in, embeddings out. */
public final class Encoder {
  private final Network network;
  private final Preprocessing preprocessing;

  public Encoder(Network network, Preprocessing preprocessing) {
    this.network = requireNonNull(network, "network is null");
    this.preprocessing = requireNonNull(preprocessing, "preprocessing is null");
  }

  public Network network() {
    return network;
  }

  public Preprocessing preprocessing() {
    return preprocessing;
  }
}
