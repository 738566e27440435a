package org.likeness.classifier;

import static java.util.Objects.requireNonNull;

/**
 * A class with which a classifier answers.
 *
 * @param label number of the class
 * @param name its name, or its number if it has none
 * @param probability by softmax, from 0 to 1
 */
public record Answer(int label, String name, double probability) {
  public Answer {
    requireNonNull(name, "name is null");
  }
}
