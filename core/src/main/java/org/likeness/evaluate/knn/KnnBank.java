package org.likeness.evaluate.knn;

import java.util.Locale;

/** Where the vectors that kNN searches come from. */
public enum KnnBank {
  /** The images of the bank, embedded as the queries are. */
  FEATURES,
  /**
   * The rows of the method's memory bank: running averages of the embeddings of altered training
   * images. The released code of InstDisc searches these during training (Wu et al., CVPR 2018).
   */
  MEMORY;

  /** The name in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
