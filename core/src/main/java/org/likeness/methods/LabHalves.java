package org.likeness.methods;

import org.likeness.augment.JitterOptions;
import org.likeness.augment.LabColour;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.Backbone;
import org.likeness.encoder.HalvesNetwork;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.nn.LinearHead;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;

/** The two encoders of CMC, for lightness and for colours, and the Lab images that they share. */
final class LabHalves {
  private static final int L_CHANNELS = 1;
  private static final int AB_CHANNELS = 2;

  private LabHalves() {}

  /** Two of the recipe's backbones with a linear head each. */
  static HalvesNetwork network(Ingredients in, int dim) {
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 0);
    return new HalvesNetwork(
        half(in, L_CHANNELS, dim, weights), half(in, AB_CHANNELS, dim, weights));
  }

  private static SingleNetwork half(Ingredients in, int channels, int dim, RandomStream weights) {
    Backbone backbone = in.newBackbone(channels, weights);
    return new SingleNetwork(
        backbone, new LinearHead(backbone.featureSize(), dim, weights), in.backbone());
  }

  /** The view in Lab, without jitter and greyscale. */
  static ViewOptions of(ViewOptions view) {
    ViewOptions plain = view.withJitter(JitterOptions.defaults()).withGrayscale(0, false);
    return plain.withColour(ViewOptions.Colour.LAB, LabColour.MEAN, LabColour.STD);
  }

  static Preprocessing of(Preprocessing preprocessing) {
    return preprocessing.withColour(ViewOptions.Colour.LAB, LabColour.MEAN, LabColour.STD);
  }
}
