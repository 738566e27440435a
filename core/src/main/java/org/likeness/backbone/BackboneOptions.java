package org.likeness.backbone;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Which network. */
public record BackboneOptions(
    @Option(value = "resnet18", help = "resnet18, resnet34, resnet50, googlenet, alexnet or vgg16")
        String name,
    @Option(
            value = "imagenet",
            help =
                "a 7x7 convolution of stride 2 and max pooling (imagenet), or a 3x3 convolution without pooling (cifar, ResNets only)")
        Stem stem,
    @Option(
            value = "64",
            range = "[1, 4096]",
            help = "channels of the first stage, 64 in the papers; all others grow with it")
        int width,
    @Option(
            value = "0",
            range = "[0, 8]",
            help =
                "stride of the first convolution; 0 for the stem's own, 2 for imagenet and 1 for cifar")
        int stemStride) {

  /** The first layers. */
  public enum Stem {
    /** A 7x7 convolution of stride 2, then max pooling. */
    IMAGENET,
    /** A 3x3 convolution of stride 1, no pooling. */
    CIFAR
  }

  public static BackboneOptions defaults() {
    return OptionRecords.defaults(BackboneOptions.class);
  }
}
