package org.likeness.nn;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A network that a method computes with: a backbone and its head, a predictor, a key network. What
 * the training loop decides for all of them: mode, arithmetic, memory order.
 */
public interface NeuralNetwork {
  /** Switches batch norm between the batch's statistics (true) and the running ones (false). */
  void train(boolean training);

  /** What {@link #train} last set. */
  boolean isTraining();

  /**
   * Computes convolutions and products in bfloat16 while in training mode, or no longer. Results
   * are float32 in both, so losses are too; outside training mode nothing is rounded.
   */
  void bfloat16(boolean on);

  /** All parameters and buffers by name: the live tensors. */
  Map<String, Tensor> weights();
}
