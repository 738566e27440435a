package org.likeness.method;

/** What the targets of a batch are, for a method that asks for them. */
public enum Targets {
  /** Nothing: the method never sees a label. */
  NONE,
  /** True labels: the supervised baseline. */
  LABELS,
  /** The image's own number: Exemplar CNN, parametric softmax over instances. */
  INSTANCES,
  /** Cluster numbers that the method assigned itself: DeepCluster. */
  PSEUDO_LABELS
}
