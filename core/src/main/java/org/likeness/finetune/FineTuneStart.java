package org.likeness.finetune;

/**
 * A run of fine-tuning begins.
 *
 * @param number from 1
 * @param runs how many there are in all
 * @param share of the labels
 * @param fromEncoder false where it begins from random weights
 * @param images labelled images
 * @param epochs of the run
 * @param known true where it was completed earlier and is not repeated
 */
public record FineTuneStart(
    int number,
    int runs,
    double share,
    boolean fromEncoder,
    int images,
    int epochs,
    boolean known) {}
