package org.likeness.evaluate.linear;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bytedeco.pytorch.Tensor;
import org.likeness.classifier.LogisticRegression;
import org.likeness.classifier.Scaling;

/** A way to train a linear classifier on features. */
interface Probe {
  /** Trains it; adds what was chosen to the report. */
  void train(LogisticRegression model, ObjectNode body);

  /** What the classifier takes, of features {@code [n, f]}; the caller provides the scope. */
  Tensor inputs(Tensor features);

  /** The same for a classifier in a file. */
  Scaling scaling();
}
