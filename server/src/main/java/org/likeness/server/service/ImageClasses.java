package org.likeness.server.service;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classify.Explanation;
import org.likeness.classify.LabelledNeighbours;
import org.likeness.features.FeatureKind;
import org.likeness.table.TableInfo;

/**
 * What says the class of a vector.
 *
 * @param encoder hash of the encoder that makes the vectors
 * @param features kind of the vectors
 * @param origin what decides: {@code training}, the name of an evaluation, or {@code neighbours}
 * @param classes how many there are
 * @param rule decides
 */
record ImageClasses(String encoder, FeatureKind features, String origin, int classes, Rule rule) {
  static final String NEIGHBOURS = "neighbours";

  ImageClasses {
    requireNonNull(encoder, "encoder is null");
    requireNonNull(features, "features is null");
    requireNonNull(origin, "origin is null");
    requireNonNull(rule, "rule is null");
  }

  /** A classifier's, without reasons. */
  static ImageClasses of(FeatureClassifier layers) {
    return new ImageClasses(
        layers.encoder(),
        layers.features(),
        layers.origin(),
        layers.names().size(),
        (vector, k) -> new Explanation(layers.answers(vector, k), List.of()));
  }

  /** Those of the nearest labelled images, which are the reasons. */
  static ImageClasses of(LabelledNeighbours neighbours, TableInfo table) {
    return new ImageClasses(
        table.encoderHash(),
        table.features(),
        NEIGHBOURS,
        neighbours.classes().size(),
        neighbours::classify);
  }

  /** In messages. */
  String what() {
    return origin.equals(NEIGHBOURS) ? "the table of labelled images" : "the classifier";
  }

  /** The most probable classes of a vector, at most k, and at most k reasons. */
  interface Rule {
    Explanation explain(float[] vector, int k);
  }
}
