package org.likeness.features;

import java.util.List;
import org.likeness.augment.LabColour;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.HalvesNetwork;
import org.likeness.encoder.PatchesNetwork;
import org.likeness.encoder.SingleNetwork;
import org.likeness.nn.LinearHead;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/** Small encoders for tests: narrow ResNets-18 on 8x8 pixels. */
public final class Encoders {
  public static final Preprocessing INPUTS =
      new Preprocessing(9, 8, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

  private Encoders() {}

  public static Encoder small() {
    return small(BackboneOptions.Norm.BATCH);
  }

  /** With other norms, in two groups. */
  public static Encoder small(BackboneOptions.Norm norm) {
    return new Encoder(network(3, 1, norm), INPUTS);
  }

  /** Two halves for Lab images. */
  public static Encoder halves() {
    BackboneOptions.Norm norm = BackboneOptions.Norm.BATCH;
    return new Encoder(
        new HalvesNetwork(network(1, 1, norm), network(2, 2, norm)),
        INPUTS.withColour(ViewOptions.Colour.LAB, LabColour.MEAN, LabColour.STD));
  }

  /** Patches of 4 pixels, 3 rows of 3. */
  public static Encoder patches() {
    return new Encoder(new PatchesNetwork(network(3, 3, BackboneOptions.Norm.BATCH), 4, 2), INPUTS);
  }

  private static SingleNetwork network(int channels, long seed, BackboneOptions.Norm norm) {
    RandomSource random = new RandomSource(seed);
    BackboneOptions options =
        new BackboneOptions("resnet18", BackboneOptions.Stem.CIFAR, 4, 0, norm, 2);
    Backbone backbone = Backbones.create(options, channels, random.stream(Purpose.WEIGHTS, 0, 0));
    LinearHead head =
        new LinearHead(backbone.featureSize(), 6, random.stream(Purpose.WEIGHTS, 0, 1));
    return new SingleNetwork(backbone, head, options);
  }
}
