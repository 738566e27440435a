package org.likeness.finetune;

/**
 * A run of fine-tuning begins.
 *
 * @param number from 1
 * @param runs how many there are in all
 * @param share of the labels
 * @param beginning what it begins from
 * @param images that it learns from
 * @param epochs of the run
 * @param known true where it was completed earlier and is not repeated
 */
public record FineTuneStart(
    int number,
    int runs,
    double share,
    Beginning beginning,
    int images,
    int epochs,
    boolean known) {}
