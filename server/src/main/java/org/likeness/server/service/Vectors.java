package org.likeness.server.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import org.likeness.augment.View;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureKind;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.server.Refusal;
import org.likeness.server.UploadedImages;
import org.likeness.server.service.ServiceRequest.NamedImage;

/** From the images of a request to their vectors: decoded here, computed by the {@link Batcher}. */
final class Vectors {
  private final UploadedImages decoder = new UploadedImages();
  private final int leastSide;
  private final View view;

  Vectors(Encoder encoder) {
    leastSide = encoder.preprocessing().leastSide();
    view = encoder.preprocessing().asView();
  }

  /**
   * The vectors of images, in their order.
   *
   * @param places of the request, at least one
   * @throws Refusal if there is no image, or one cannot be decoded; the message names it
   */
  CompletableFuture<List<float[]>> of(
      List<NamedImage> images, FeatureKind kind, Batcher.Places places) throws IOException {
    if (images.isEmpty()) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "there is no image: send one as the body, or several as a form or in JSON");
    }
    places.extend(images.size() - 1);
    List<float[]> pixels = new ArrayList<>();
    for (NamedImage image : images) {
      pixels.add(pixels(image));
    }
    List<CompletableFuture<float[]>> vectors = places.submit(kind, pixels);
    return CompletableFuture.allOf(vectors.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> vectors.stream().map(CompletableFuture::join).toList());
  }

  private float[] pixels(NamedImage image) throws IOException {
    try {
      return decoder.decode(image.bytes(), leastSide, this::render);
    } catch (Refusal e) {
      throw new Refusal(
          e.status(),
          e.getMessage().replaceFirst("^the image", Matcher.quoteReplacement(image.name())));
    }
  }

  private float[] render(Image image) {
    float[] pixels = new float[view.length()];
    view.render(image, new RandomSource(0).stream(Purpose.EVALUATION, 0, 0), pixels, 0);
    return pixels;
  }
}
