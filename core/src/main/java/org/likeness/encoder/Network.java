package org.likeness.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The mathematics of an encoder: what to do with a batch of preprocessed images. One backbone and
 * its head in most methods, two halves side by side in CMC, the teacher in DINO. In evaluation mode
 * and without gradients nothing is written, so that several threads may call at once; otherwise
 * calls come one at a time. The caller owns the scope and the no-grad.
 */
public interface Network {
  /** Pooled backbone features, {@code [B, f]}. */
  Tensor features(Tensor images);

  /** The embedding that the method compares: L2-normalised rows, {@code [B, d]}. */
  Tensor embedding(Tensor images);

  /** Feature maps by stage name. */
  LinkedHashMap<String, Tensor> stages(Tensor images);

  int featureSize();

  int embeddingSize();

  /** Switches batch norm between the batch's statistics (true) and the running ones (false). */
  void train(boolean training);

  /** What {@link #train} last set. */
  boolean isTraining();

  /**
   * Computes convolutions and products in bfloat16 while in training mode, or no longer. Features
   * and embeddings are float32 in both, so losses are too; outside training mode nothing is
   * rounded.
   */
  default void bfloat16(boolean on) {
    if (on) {
      throw new UnsupportedOperationException(
          getClass().getSimpleName() + " computes in float32 alone");
    }
  }

  /** All parameters and buffers by name, torchvision's names for the backbone. */
  Map<String, Tensor> weights();

  /**
   * What is needed to build an equal network without the method: flat, written into the exported
   * file.
   */
  Map<String, String> description();
}
