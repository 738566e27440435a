package org.likeness.features;

import java.util.Locale;

/** The features of an image that are compared. */
public enum FeatureKind {
  /** The embedding that the method trains. */
  HEAD,
  /** Pooled features of the backbone, before the head. */
  BACKBONE,
  /** The pixels at the encoder's input size. */
  PIXELS;

  /** The name in protocols and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in a sentence. */
  public String phrase() {
    return this == PIXELS ? "raw pixels" : label() + " features";
  }

  /** The kind whose {@link #label} is {@code label}. */
  public static FeatureKind of(String label) {
    for (FeatureKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("features must be head, backbone or pixels but is " + label);
  }
}
