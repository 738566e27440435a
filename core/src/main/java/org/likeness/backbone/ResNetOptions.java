package org.likeness.backbone;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of ResNets; other backbones have no use for them. */
public record ResNetOptions(
    @Option(
            value = "false",
            help =
                "three 3x3 convolutions in the imagenet stem and averaged shortcuts, known as ResNet-D (SimCLR v2)")
        boolean d,
    @Option(
            value = "0",
            range = "[0, 1]",
            help =
                "selective kernels in resnet50, two convolutions mixed by a layer of this share of channels; 0 for none (SimCLR v2 has 0.0625)")
        double selective) {

  public static ResNetOptions defaults() {
    return OptionRecords.defaults(ResNetOptions.class);
  }
}
