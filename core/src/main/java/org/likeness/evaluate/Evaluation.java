package org.likeness.evaluate;

import java.util.Set;

/**
 * A measurement of embeddings. Created with its options by {@link EvaluationEntry#create}; has
 * access to images and vectors, not to the training method.
 *
 * <p>The caller opens a scope around the call: tensors created here are freed after it; only loops
 * that create many tensors need a scope per iteration. Gradients are recorded, for evaluations that
 * train on the vectors.
 */
public interface Evaluation {
  /** The parts whose vectors it uses; a progress bar counts their images. */
  Set<Part> parts(Parts parts);

  /** Number of images that it processes in addition, such as altered copies. */
  default long further(Parts parts) {
    return 0;
  }

  /**
   * Runs the evaluation. Equal subjects give equal reports.
   *
   * @throws org.likeness.error.InputException if there are too few images; the message says what is
   *     missing
   * @throws java.util.concurrent.CancellationException if the subject's progress cancels it
   */
  Report evaluate(Subject subject);
}
