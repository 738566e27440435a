package org.likeness.backbone;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of AlexNet and VGG16; other backbones have no use for them. */
public record PlainOptions(
    @Option(
            value = "true",
            help =
                "norms after both fully connected layers of alexnet and vgg16; false for weights of torchvision, which have none")
        boolean fcNorm) {

  public static PlainOptions defaults() {
    return OptionRecords.defaults(PlainOptions.class);
  }
}
