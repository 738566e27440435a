package org.likeness.evaluate.copies;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.Features;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.Vectors;
import org.likeness.neighbours.Cosine;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;

/**
 * The share of the copies that find their original, for each {@link Alteration} over its strength,
 * by an embedding and by raw pixels. In a report: {@code strengths}, with {@code at} (the
 * strengths), {@code features} and {@code pixels} (the shares by alteration), and the ends of the
 * {@link Interval} of each share under the same names with {@code _low} and {@code _high}.
 */
final class StrengthCurves {
  private final Subject subject;
  private final Dataset images;
  private final Preprocessing inputs;
  private final int strengths;
  private final RandomStream samples;

  /**
   * Curves of a subject.
   *
   * @param strengths number of strengths, at least 1
   * @param samples which samples the intervals draw
   */
  StrengthCurves(Subject subject, int strengths, RandomStream samples) {
    this.subject = subject;
    this.images = subject.parts().test();
    this.inputs = subject.embedder().preprocessing();
    this.strengths = strengths;
    this.samples = samples;
  }

  /**
   * Images that are processed, as multiples of the test part: those of raw pixels are compared with
   * nothing else.
   */
  static long passes(int strengths, FeatureKind features) {
    long copies = (long) strengths * Alteration.values().length;
    return strengths == 0 || features == FeatureKind.PIXELS ? copies : 2 * copies + 1;
  }

  /**
   * Measures, and adds the shares to a report.
   *
   * @param originals the vectors of the images
   */
  void addTo(ObjectNode body, Vectors originals) {
    ObjectNode json = body.putObject("strengths");
    ArrayNode at = json.putArray("at");
    for (int i = 1; i <= strengths; i++) {
      at.add(strength(i));
    }
    measure(json, "features", subject.embedder(), originals);
    if (subject.embedder().kind() != FeatureKind.PIXELS) {
      Embedder pixels = new PixelEmbedder(inputs);
      try (Scope scope = Scope.openNoGrad()) { // of the pixels of all originals
        Vectors raw = new Features(pixels, subject.loading()).of(images, subject.progress());
        measure(json, "pixels", pixels, raw);
      }
    }
  }

  private double strength(int number) {
    return (double) number / strengths;
  }

  private void measure(ObjectNode json, String by, Embedder embedder, Vectors originals) {
    ObjectNode shares = json.putObject(by);
    ObjectNode low = json.putObject(by + "_low");
    ObjectNode high = json.putObject(by + "_high");
    for (Alteration alteration : Alteration.values()) {
      String name = alteration.name().toLowerCase(Locale.ROOT);
      ArrayNode curve = shares.putArray(name);
      ArrayNode lowest = low.putArray(name);
      ArrayNode highest = high.putArray(name);
      for (int i = 1; i <= strengths; i++) {
        try (Scope scope = Scope.openNoGrad()) { // of the vectors of the copies
          double[] found = found(alteration, strength(i), embedder, originals);
          Interval interval = Interval.ofMean(found, samples);
          curve.add(Arrays.stream(found).average().orElseThrow());
          lowest.add(interval.low());
          highest.add(interval.high());
        }
      }
    }
  }

  /** For each image 1 if its copy finds it, else 0. */
  private double[] found(
      Alteration alteration, double strength, Embedder embedder, Vectors originals) {
    Dataset altered =
        new AlteredCopies(
            images,
            (image, random) -> alteration.of(image, strength, inputs, random),
            subject.random());
    Vectors copies =
        new Features(embedder, subject.loading())
            .of(altered, CopiesEvaluation.normalised(inputs), subject.progress());
    CopiesEvaluation.requireSame(images, originals, copies);
    Tensor bank = originals.matrix();
    boolean centred = embedder.centred();
    int[] ranks =
        CopiesEvaluation.ranks(
            Cosine.unit(bank, bank, centred), Cosine.unit(copies.matrix(), bank, centred));
    return Arrays.stream(ranks).mapToDouble(rank -> rank == 1 ? 1 : 0).toArray();
  }
}
