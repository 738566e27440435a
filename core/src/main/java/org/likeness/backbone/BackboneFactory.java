package org.likeness.backbone;

import org.likeness.random.RandomStream;

/** Builds one kind of backbone. */
@FunctionalInterface
public interface BackboneFactory {
  /** A network with new values drawn from {@code random}. */
  Backbone create(BackboneOptions options, int inputChannels, RandomStream random);
}
