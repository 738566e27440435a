package org.likeness.method;

/** The targets that a method needs in a batch. */
public enum Targets {
  /** None: the method never sees a label. */
  NONE,
  /** True labels: the supervised baseline. */
  LABELS,
  /** The index of the image: Exemplar CNN, parametric softmax over instances. */
  INSTANCES,
  /** Cluster indices that the method assigns: DeepCluster. */
  PSEUDO_LABELS
}
