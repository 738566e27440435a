package org.likeness.backbone;

import static java.util.Objects.requireNonNull;

/**
 * Which network.
 *
 * @param name {@code resnet18}, {@code resnet34}, {@code resnet50}, {@code alexnet}, {@code vgg16}
 * @param stem {@code imagenet} (7x7 convolution of stride 2, max pooling) or {@code cifar} (3x3
 *     convolution, no pooling); ResNets only
 * @param width channels of the first stage, 64 in the papers; all others grow with it
 * @param stemStride stride of the first convolution; 0 for the stem's own (2 for imagenet, 1 for
 *     cifar)
 */
public record BackboneOptions(String name, String stem, int width, int stemStride) {
  public BackboneOptions {
    requireNonNull(name, "name is null");
    requireNonNull(stem, "stem is null");
    if (!stem.equals("imagenet") && !stem.equals("cifar")) {
      throw new IllegalArgumentException("stem must be imagenet or cifar but is " + stem);
    }
    if (width < 1 || width > 4096) {
      throw new IllegalArgumentException("width must be in [1, 4096] but is " + width);
    }
    if (stemStride < 0 || stemStride > 8) {
      throw new IllegalArgumentException("stem-stride must be in [0, 8] but is " + stemStride);
    }
  }

  public static BackboneOptions defaults() {
    return new BackboneOptions("resnet18", "imagenet", 64, 0);
  }
}
