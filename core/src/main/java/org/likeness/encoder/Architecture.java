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
 * @param phrase such as {@code resnet18}, or {@code resnet18 of width 32 with the cifar stem} where
 *     it is not torchvision's
 * @param settings the recipe settings of this network
 */
record Architecture(String phrase, List<String> settings) {
  private static final int USUAL_WIDTH = 64;
  private static final Stem USUAL_STEM = Stem.IMAGENET;
  private static final int USUAL_CHANNELS = 3;
  private static final Map<Integer, String> TRANSFORMERS =
      Map.of(192, "vit-tiny", 384, "vit-small", 768, "vit-base");
  private static final int USUAL_DEPTH = 12;

  /**
   * Empty where the network is not a known one.
   *
   * @param shapes by torchvision's or timm's names
   */
  static Optional<Architecture> of(Map<String, List<Long>> shapes) {
    List<Long> first = shapes.getOrDefault("conv1.weight", List.of());
    List<Long> third = shapes.getOrDefault("conv1.6.weight", List.of());
    if (third.size() == 4 && shapes.containsKey("layer1.0.conv1.weight")) {
      return Optional.of(
          new Architecture(
              resNet(shapes) + " of width " + third.get(0) + " in the form ResNet-D",
              List.of(
                  "backbone.name=" + resNet(shapes),
                  "backbone.width=" + third.get(0),
                  "backbone.stem=imagenet",
                  "backbone.resnet.d=true")));
    }
    if (first.size() == 4 && shapes.containsKey("layer1.0.conv1.weight")) {
      Stem stem = first.get(2) == 3 ? Stem.CIFAR : USUAL_STEM;
      return Optional.of(
          convolutional(
              resNet(shapes), Math.toIntExact(first.get(0)), stem, Math.toIntExact(first.get(1))));
    }
    if (shapes.containsKey("features.0.weight") && shapes.containsKey("features.40.weight")) {
      return Optional.of(plain("vgg16", shapes));
    }
    if (shapes.getOrDefault("features.0.weight", List.of()).equals(List.of(64L, 3L, 11L, 11L))) {
      return Optional.of(plain("alexnet", shapes));
    }
    List<Long> inception = shapes.getOrDefault("conv1.conv.weight", List.of());
    if (inception.size() == 4 && shapes.containsKey("inception3a.branch1.conv.weight")) {
      return Optional.of(
          convolutional(
              "googlenet",
              Math.toIntExact(inception.get(0)),
              USUAL_STEM,
              Math.toIntExact(inception.get(1))));
    }
    List<Long> patches = shapes.getOrDefault("patch_embed.proj.weight", List.of());
    return patches.size() == 4 ? Optional.of(transformer(patches, shapes)) : Optional.empty();
  }

  private static Architecture transformer(List<Long> patches, Map<String, List<Long>> shapes) {
    int width = Math.toIntExact(patches.get(0));
    int depth = 0;
    while (shapes.containsKey("blocks." + depth + ".norm1.weight")) {
      depth++;
    }
    String name = TRANSFORMERS.getOrDefault(width, "vit-small");
    boolean usual = TRANSFORMERS.containsKey(width) && depth == USUAL_DEPTH;
    return new Architecture(
        name
            + " with patches of "
            + patches.get(2)
            + (usual ? "" : ", %d blocks of width %d".formatted(depth, width)),
        List.of(
            "backbone.name=" + name,
            "backbone.vit.patch=" + patches.get(2),
            "backbone.vit.depth=" + depth,
            "backbone.vit.width=" + width));
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

  private static Architecture plain(String name, Map<String, List<Long>> shapes) {
    Architecture usual = convolutional(name, USUAL_WIDTH, USUAL_STEM, USUAL_CHANNELS);
    List<String> settings = new ArrayList<>(usual.settings());
    boolean norms = shapes.containsKey("classifier.norm6.weight");
    settings.add("backbone.plain.fc-norm=" + norms);
    return new Architecture(
        usual.phrase() + (norms ? "" : " without norms in its fully connected layers"), settings);
  }

  private static Architecture convolutional(String name, int width, Stem stem, int channels) {
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
    return new Architecture(
        phrase.toString(),
        List.of(
            "backbone.name=" + name,
            "backbone.width=" + width,
            "backbone.stem=" + OptionValues.name(stem)));
  }
}
