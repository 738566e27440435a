package org.likeness.evaluate;

import java.util.Set;

/**
 * One way to measure how good embeddings are. Made with its options, by {@link
 * EvaluationEntry#create}; sees images and vectors, never how the network was trained.
 *
 * <p>Whoever calls opens a scope around the call: tensors made here are freed after it, and only
 * loops that make many open a scope for each pass. Gradients are recorded, for evaluations that
 * train something on the vectors.
 */
public interface Evaluation {
  /** The parts whose vectors it asks the subject for; what a progress bar counts. */
  Set<Part> parts(Parts parts);

  /** Images that it looks at beyond those vectors, altered copies for example. */
  default long further(Parts parts) {
    return 0;
  }

  /**
   * Measures. Equal subjects give equal reports.
   *
   * @throws org.likeness.error.InputException where the images do not suffice; one sentence says
   *     what is missing
   * @throws java.util.concurrent.CancellationException where the subject's progress ends it
   */
  Report evaluate(Subject subject);
}
