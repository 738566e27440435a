package org.likeness.features;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Dataset;
import org.likeness.data.ShuffledSampler;
import org.likeness.data.load.Loader;
import org.likeness.data.load.LoaderEpoch;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Network;
import org.likeness.error.InputException;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;

/**
 * Sets the batch-norm statistics of an untrained network to those of the data. A new network has
 * means of 0 and variances of 1, which do not fit the data: as a baseline it would be worse than
 * random features should be. Parameters are not changed.
 */
public final class Calibration {
  /**
   * Batches after which the initial statistics have a weight below 0.2 % (each batch multiplies it
   * by 0.9).
   */
  public static final int BATCHES = 60;

  private Calibration() {}

  /**
   * Runs batches through the network in training mode, without gradients, and leaves it in
   * evaluation mode.
   *
   * @param network the untrained one
   * @param images the training images, at least 2; visited repeatedly if the batches need more
   * @param view how an image becomes an input
   * @param batch images per batch, at least 2; reduced to the number of images if larger
   * @param random determines the order
   * @param heard receives after every batch the number of batches and {@value #BATCHES}; may cancel
   */
  public static void batchNorm(
      Network network,
      Dataset images,
      View view,
      int batch,
      RandomSource random,
      FeatureProgress heard) {
    if (images.size() < 2) {
      throw new InputException(
          "batch statistics need at least 2 images but "
              + images.name()
              + " has "
              + images.size()
              + ": use more images");
    }
    if (batch < 2) {
      throw new IllegalArgumentException("batch must be at least 2 but is " + batch);
    }
    LoaderOptions options = LoaderOptions.training(Math.min(batch, images.size()));
    network.train(true);
    try (Loader loader = new Loader(images, Views.of(view), options, random)) {
      ShuffledSampler sampler = new ShuffledSampler(images.size(), random);
      int done = 0;
      for (int epoch = 0; done < BATCHES; epoch++) {
        int before = done;
        done += run(network, loader, sampler, epoch, done, heard);
        if (done == before) {
          throw new InputException(
              "no batch of two images of "
                  + images.name()
                  + " can be decoded: the log has their ids");
        }
      }
    } finally {
      network.train(false);
    }
  }

  private static int run(
      Network network,
      Loader loader,
      ShuffledSampler sampler,
      int number,
      int before,
      FeatureProgress heard) {
    int done = 0;
    try (LoaderEpoch epoch = loader.open(sampler.plan(number), number, 0)) {
      while (before + done < BATCHES) {
        try (Scope scope = Scope.openNoGrad()) {
          Optional<Batch> batch = epoch.next();
          if (batch.isEmpty()) {
            return done;
          }
          network.embedding(batch.get().view(0));
          done++;
        }
        if (!heard.proceed(before + done, BATCHES)) {
          throw new CancellationException("cancelled");
        }
      }
    }
    return done;
  }
}
