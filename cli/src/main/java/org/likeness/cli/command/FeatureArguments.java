package org.likeness.cli.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import picocli.CommandLine.Option;

/** Which features of an image are used, and how they are computed. */
final class FeatureArguments {
  @Option(
      names = "--features",
      paramLabel = "KIND",
      description =
          "head: the embedding that the method compares. backbone: the network's output before its head. pixels: the pixels of the"
              + " image, for comparison. Default: head; for evaluate what summary.features of the run's recipe says.")
  private @Nullable FeatureKind features;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images per batch. Default: 128.")
  private int batch = 128;

  /** Checks the values before anything is opened. */
  void check() {
    if (batch < 1) {
      throw new InputException("--batch must be at least 1 but is " + batch);
    }
  }

  /** The features that were asked for; empty where nothing was said. */
  Optional<FeatureKind> asked() {
    return Optional.ofNullable(features);
  }

  FeatureKind kind() {
    return asked().orElse(FeatureKind.HEAD);
  }

  int batch() {
    return batch;
  }

  Embedder embedder(Encoder encoder) {
    return kind() == FeatureKind.PIXELS
        ? new PixelEmbedder(encoder.preprocessing())
        : new NetworkEmbedder(encoder, kind());
  }

  LoaderOptions loader() {
    return LoaderOptions.everyImage(batch);
  }
}
