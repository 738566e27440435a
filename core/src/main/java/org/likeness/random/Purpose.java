package org.likeness.random;

/**
 * What a random number is for. Each purpose has numbers of its own, so that drawing more for one
 * never moves those of another.
 *
 * <p>The codes are part of every committed result: never renumber them, only add.
 */
public enum Purpose {
  /** Initial values of the network. */
  WEIGHTS(1),
  /** The order in which an epoch visits the images, and random subsets. */
  ORDER(2),
  /** Crops, colours and all else that happens to a view. */
  AUGMENTATION(3),
  /** Initial rows of memory banks and queues. */
  MEMORY(4),
  /** Negatives, triplets and other samples that a loss asks for. */
  SAMPLING(5),
  /** Altered copies and other draws of an evaluation. */
  EVALUATION(6),
  /** How a data set is split. */
  SPLIT(7);

  final int code;

  Purpose(int code) {
    this.code = code;
  }
}
