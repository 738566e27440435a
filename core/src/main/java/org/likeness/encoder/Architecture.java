package org.likeness.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which network some named weights belong to, told from their names and shapes: for messages that
 * help.
 */
final class Architecture {
  private Architecture() {}

  /**
   * Such as {@code resnet18}, or {@code resnet18 of width 32 with the cifar stem} where it is not
   * torchvision's.
   *
   * @param shapes by torchvision's names
   */
  static String of(Map<String, List<Long>> shapes) {
    List<Long> first = shapes.getOrDefault("conv1.weight", List.of());
    if (first.size() == 4 && shapes.containsKey("layer1.0.conv1.weight")) {
      return resNet(shapes) + variant(first);
    }
    if (shapes.containsKey("features.0.weight") && shapes.containsKey("features.40.weight")) {
      return "vgg16";
    }
    if (shapes.getOrDefault("features.0.weight", List.of()).equals(List.of(64L, 3L, 11L, 11L))) {
      return "alexnet";
    }
    return "a network that is not known here";
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

  private static String variant(List<Long> first) {
    List<String> parts = new ArrayList<>();
    if (first.get(0) != 64) {
      parts.add("of width " + first.get(0));
    }
    if (first.get(2) == 3) {
      parts.add("with the cifar stem");
    }
    if (first.get(1) != 3) {
      parts.add("for " + first.get(1) + " channels");
    }
    return parts.isEmpty() ? "" : " " + String.join(" ", parts);
  }
}
