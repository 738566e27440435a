package org.likeness.random;

/**
 * The purpose of a random number. Each purpose has its own streams, so that drawing more numbers
 * for one never changes those of another.
 *
 * <p>The codes are part of every committed result: never renumber them, only add.
 */
public enum Purpose {
  /** Initial values of the network. */
  WEIGHTS(1),
  /** The order in which an epoch visits the images, and random subsets. */
  ORDER(2),
  /** Crops, colours and all other augmentations of a view. */
  AUGMENTATION(3),
  /** Initial rows of memory banks and queues. */
  MEMORY(4),
  /** Negatives, triplets and other samples of a loss. */
  SAMPLING(5),
  /** Altered copies and other draws of an evaluation. */
  EVALUATION(6),
  /** How a data set is split. */
  SPLIT(7),
  /** Which residual branches of a network a pass leaves out. */
  DROP_PATH(8);

  final int code;

  Purpose(int code) {
    this.code = code;
  }
}
