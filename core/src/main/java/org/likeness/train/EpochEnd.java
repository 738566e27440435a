package org.likeness.train;

import java.util.Map;
import org.likeness.encoder.Encoder;

/**
 * One epoch is completed.
 *
 * @param epoch which one, from 0
 * @param epochs of the whole run
 * @param loss mean over the epoch's steps
 * @param terms means of the loss's terms by name
 * @param spread standard deviation of the embeddings, mean over dimensions, times the square root
 *     of their number: 1 if they fill the sphere evenly, 0 if all are equal
 * @param learningRate of the epoch's last update
 * @param images seen in the epoch
 * @param seconds its duration
 * @param encoder the encoder in training
 * @param metrics to which listeners add metrics of this epoch
 */
public record EpochEnd(
    int epoch,
    int epochs,
    double loss,
    Map<String, Double> terms,
    double spread,
    double learningRate,
    long images,
    double seconds,
    Encoder encoder,
    MetricSink metrics) {
  public EpochEnd {
    terms = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(terms));
  }
}
