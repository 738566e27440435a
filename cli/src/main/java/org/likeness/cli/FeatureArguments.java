package org.likeness.cli;

import org.likeness.data.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluate.Embedder;
import org.likeness.evaluate.FeatureKind;
import org.likeness.evaluate.NetworkEmbedder;
import org.likeness.evaluate.PixelEmbedder;
import picocli.CommandLine.Option;

/** Which numbers stand for a picture, and how they are computed. */
final class FeatureArguments {
  @Option(
      names = "--features",
      paramLabel = "KIND",
      defaultValue = "HEAD",
      description =
          "head: the embedding that the method compares. backbone: what the network gives before its head. pixels: the picture"
              + " itself, to compare with. Default: head.")
  private FeatureKind features = FeatureKind.HEAD;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "Pictures a step. Default: 128.")
  private int batch = 128;

  /** Refuses what cannot be, before anything is opened. */
  void check() {
    if (batch < 1) {
      throw new InputException("--batch must be at least 1 but is " + batch);
    }
  }

  FeatureKind kind() {
    return features;
  }

  Embedder embedder(Encoder encoder) {
    return features == FeatureKind.PIXELS
        ? new PixelEmbedder(encoder.preprocessing())
        : new NetworkEmbedder(encoder, features);
  }

  LoaderOptions loader() {
    return LoaderOptions.everyImage(batch);
  }
}
