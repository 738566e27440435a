package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import org.likeness.encoder.Encoder;

/**
 * A network of a run in memory.
 *
 * @param encoder its encoder, on the processor
 * @param epoch for protocols: the number of completed epochs, {@code untrained}, or {@code chosen}
 *     where it is not known
 */
public record LoadedNetwork(Encoder encoder, String epoch) {
  public LoadedNetwork {
    requireNonNull(encoder, "encoder is null");
    requireNonNull(epoch, "epoch is null");
  }
}
