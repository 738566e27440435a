package org.likeness.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.likeness.nn.NeuralNetwork;

/**
 * The mathematics of an encoder: what to do with a batch of preprocessed images. One backbone and
 * its head in most methods, two halves side by side in CMC, the teacher in DINO. In evaluation mode
 * and without gradients nothing is written, so that several threads may call at once; otherwise
 * calls come one at a time. The caller owns the scope and the no-grad.
 */
public interface Network extends NeuralNetwork {
  /** Pooled backbone features, {@code [B, f]}. */
  Tensor features(Tensor images);

  /** The embedding that the method compares: L2-normalised rows, {@code [B, d]}. */
  Tensor embedding(Tensor images);

  /** Feature maps by stage name. */
  LinkedHashMap<String, Tensor> stages(Tensor images);

  int featureSize();

  int embeddingSize();

  /** All parameters and buffers by name, torchvision's names for the backbone. */
  @Override
  Map<String, Tensor> weights();

  /**
   * What is needed to build an equal network without the method: flat, written into the exported
   * file.
   */
  Map<String, String> description();
}
