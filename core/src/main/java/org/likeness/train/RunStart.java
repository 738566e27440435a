package org.likeness.train;

import org.likeness.encoder.Encoder;

/**
 * Training starts or is resumed.
 *
 * @param run name of the run
 * @param images in the training set
 * @param epochs of the whole run; those done where train.patience ended it earlier
 * @param stepsPerEpoch updates per epoch
 * @param firstStep updates done before, 0 unless resumed
 * @param options training options
 * @param encoder the encoder in training: it changes with each step
 */
public record RunStart(
    String run,
    int images,
    int epochs,
    long stepsPerEpoch,
    long firstStep,
    TrainOptions options,
    Encoder encoder) {}
