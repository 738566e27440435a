package org.likeness.pretraining;

import org.likeness.features.FeatureKind;

/** The features that monitor and summary compare. */
public enum FeatureChoice {
  /** The embedding that the method trains. */
  HEAD,
  /** Pooled features of the backbone. */
  BACKBONE,
  /** Those that the evaluation needs, else those that the method names. */
  USUAL;

  /**
   * The features of an evaluation.
   *
   * @param evaluation its own default
   * @param method those that the method's paper evaluates
   */
  FeatureKind of(FeatureKind evaluation, FeatureKind method) {
    return switch (this) {
      case HEAD -> FeatureKind.HEAD;
      case BACKBONE -> FeatureKind.BACKBONE;
      case USUAL -> evaluation == FeatureKind.BACKBONE ? evaluation : method;
    };
  }
}
