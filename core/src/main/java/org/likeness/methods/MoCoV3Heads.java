package org.likeness.methods;

import java.util.List;
import org.likeness.backbone.BackboneOptions;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;

/**
 * The projector and the predictor of {@link MoCoV3}: linear maps without bias, with norms between.
 * The norm behind the last map, where there is one, has neither weight nor bias.
 */
public enum MoCoV3Heads {
  /** Those of the backbone's kind. */
  AUTO,
  /** A projector of two layers; a predictor of two, without a last norm. */
  RESNET,
  /** A projector of three layers; a predictor of two, with a last norm. */
  VIT;

  /** Resolves {@link #AUTO}. */
  MoCoV3Heads of(BackboneOptions backbone) {
    return this == AUTO ? backbone.isTransformer() ? VIT : RESNET : this;
  }

  List<MlpLayer> projector(MoCoV3.Options options) {
    return layers(options, this == VIT ? 3 : 2, Norm.BATCH_PLAIN);
  }

  List<MlpLayer> predictor(MoCoV3.Options options) {
    return layers(options, 2, this == VIT ? Norm.BATCH_PLAIN : Norm.NONE);
  }

  private static List<MlpLayer> layers(MoCoV3.Options options, int count, Norm last) {
    return SingleNetworks.layers(
        count,
        new MlpLayer(options.hidden(), false, Norm.BATCH, Activation.RELU),
        new MlpLayer(options.dim(), false, last, Activation.NONE));
  }
}
