package org.likeness.pretraining;

import org.likeness.data.Dataset;
import org.likeness.encoder.Encoder;
import org.likeness.features.Calibration;
import org.likeness.features.FeatureProgress;
import org.likeness.random.RandomSource;
import org.likeness.torch.ComputeDevice;

/** The network of a recipe before its first step. */
public final class UntrainedNetwork {
  private UntrainedNetwork() {}

  /** Builds it with the recipe's initial weights, its norms as they begin. */
  public static Encoder plain(PretrainRecipe recipe, Dataset train) {
    return EncoderAlone.of(recipe.build(train));
  }

  /**
   * Builds it with the recipe's seed: with the initial weights that the recipe names, or random
   * ones and batch-norm statistics of the data.
   *
   * @param train the training images
   * @param device where it computes
   * @param heard how far the statistics are, in batches; may cancel
   */
  static Encoder of(
      PretrainRecipe recipe, Dataset train, ComputeDevice device, FeatureProgress heard) {
    Encoder encoder = plain(recipe, train);
    device.move(encoder.network().weights().values());
    if (recipe.init().isEmpty()) {
      Calibration.batchNorm(
          encoder.network(),
          train,
          encoder.preprocessing().asView(),
          Math.min(recipe.train().batch(), train.size()),
          new RandomSource(recipe.seed()),
          heard);
    }
    encoder.network().train(false);
    return encoder;
  }
}
