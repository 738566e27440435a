package org.likeness.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.option.OptionValues;

/**
 * The network of named weights, recognised by their names and shapes.
 *
 * @param name such as {@code resnet18}, {@code alexnet}, {@code googlenet}
 * @param width channels of the first stage; 64 where torchvision has no other
 * @param stem its first layers
 * @param channels of its input
 */
record Architecture(String name, int width, Stem stem, int channels) {
  private static final int USUAL_WIDTH = 64;
  private static final Stem USUAL_STEM = Stem.IMAGENET;
  private static final int USUAL_CHANNELS = 3;

  /**
   * Empty where the network is not a known one.
   *
   * @param shapes by torchvision's names
   */
  static Optional<Architecture> of(Map<String, List<Long>> shapes) {
    List<Long> first = shapes.getOrDefault("conv1.weight", List.of());
    if (first.size() == 4 && shapes.containsKey("layer1.0.conv1.weight")) {
      Stem stem = first.get(2) == 3 ? Stem.CIFAR : USUAL_STEM;
      return Optional.of(
          new Architecture(
              resNet(shapes), Math.toIntExact(first.get(0)), stem, Math.toIntExact(first.get(1))));
    }
    if (shapes.containsKey("features.0.weight") && shapes.containsKey("features.40.weight")) {
      return Optional.of(new Architecture("vgg16", USUAL_WIDTH, USUAL_STEM, USUAL_CHANNELS));
    }
    if (shapes.getOrDefault("features.0.weight", List.of()).equals(List.of(64L, 3L, 11L, 11L))) {
      return Optional.of(new Architecture("alexnet", USUAL_WIDTH, USUAL_STEM, USUAL_CHANNELS));
    }
    List<Long> inception = shapes.getOrDefault("conv1.conv.weight", List.of());
    if (inception.size() == 4 && shapes.containsKey("inception3a.branch1.conv.weight")) {
      return Optional.of(
          new Architecture(
              "googlenet",
              Math.toIntExact(inception.get(0)),
              USUAL_STEM,
              Math.toIntExact(inception.get(1))));
    }
    return Optional.empty();
  }

  private static String resNet(Map<String, List<Long>> shapes) {
    List<Integer> blocks = new ArrayList<>();
    for (int layer = 1; layer <= 4; layer++) {
      int count = 0;
      while (shapes.containsKey("layer" + layer + "." + count + ".conv1.weight")) {
        count++;
      }
      blocks.add(count);
    }
    boolean bottleneck = shapes.containsKey("layer1.0.conv3.weight");
    int depth = blocks.stream().mapToInt(Integer::intValue).sum() * (bottleneck ? 3 : 2) + 2;
    return "resnet" + depth;
  }

  /**
   * Such as {@code resnet18}, or {@code resnet18 of width 32 with the cifar stem} where it is not
   * torchvision's.
   */
  String phrase() {
    StringBuilder phrase = new StringBuilder(name);
    if (width != USUAL_WIDTH) {
      phrase.append(" of width ").append(width);
    }
    if (stem != USUAL_STEM) {
      phrase.append(" with the ").append(OptionValues.name(stem)).append(" stem");
    }
    if (channels != USUAL_CHANNELS) {
      phrase.append(" for ").append(channels).append(" channels");
    }
    return phrase.toString();
  }

  /** The recipe settings of this network. */
  List<String> settings() {
    return List.of(
        "backbone.name=" + name,
        "backbone.width=" + width,
        "backbone.stem=" + OptionValues.name(stem));
  }
}
