package org.likeness.backbone;

import org.likeness.error.InputException;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Which network. */
public record BackboneOptions(
    @Option(
            value = "resnet18",
            help =
                "resnet18, resnet34, resnet50, googlenet, alexnet, vgg16, vit-tiny, vit-small or vit-base")
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
        int stemStride,
    @Option(
            value = "batch",
            help =
                "statistics of the batch, of groups of it (split), of each image (layer), or no norms and biases instead (none)")
        Norm norm,
    @Option(
            value = "8",
            range = "[1, 4096]",
            help = "groups of a batch that have statistics of their own (split)")
        int normGroups,
    ResNetOptions resnet,
    PlainOptions plain,
    VitOptions vit) {

  /** With batch norm. */
  public BackboneOptions(String name, Stem stem, int width, int stemStride) {
    this(name, stem, width, stemStride, Norm.BATCH, USUAL_GROUPS);
  }

  /** A network of convolutions. */
  public BackboneOptions(
      String name, Stem stem, int width, int stemStride, Norm norm, int normGroups) {
    this(
        name,
        stem,
        width,
        stemStride,
        norm,
        normGroups,
        ResNetOptions.defaults(),
        PlainOptions.defaults(),
        VitOptions.defaults());
  }

  /** A vision transformer. */
  public static BackboneOptions transformer(String name, VitOptions vit) {
    return OptionRecords.with(OptionRecords.with(defaults(), "name", name), "vit", vit);
  }

  /** Groups by default: as many as MoCo's CIFAR-10 demonstration has. */
  public static final int USUAL_GROUPS = 8;

  /** The first layers. */
  public enum Stem {
    /** A 7x7 convolution of stride 2, then max pooling. */
    IMAGENET,
    /** A 3x3 convolution of stride 1, no pooling. */
    CIFAR
  }

  /** What normalises the maps after a convolution. */
  public enum Norm {
    /** Batch norm. */
    BATCH,
    /** Batch norm over groups of a batch, as on several devices. */
    SPLIT,
    /** Layer norm: all channels and places of one image, with a scale for each channel. */
    LAYER,
    /** Nothing: convolutions have biases. */
    NONE
  }

  /**
   * Refuses split norms whose groups would have fewer than two images.
   *
   * @param batch images per batch
   * @throws InputException with what would fit
   */
  public void requireGroups(int batch) {
    if (norm == Norm.SPLIT && batch < 2 * normGroups) {
      throw new InputException(
          normGroups
              + " groups of at least two images need a batch of "
              + 2 * normGroups
              + " but train.batch is "
              + batch
              + (batch < 2
                  ? ": raise the batch or set backbone.norm=batch"
                  : ": set at most " + batch / 2 + ", or raise the batch"));
    }
  }

  /** Whether this is a vision transformer, which has neither stem nor width of a first stage. */
  public boolean isTransformer() {
    return VitLayout.isName(name);
  }

  /** Whether this is AlexNet or VGG16, which have fully connected layers. */
  public boolean isPlain() {
    return name.equals("alexnet") || name.equals("vgg16");
  }

  /** The same, with positions for images of that side where {@code vit.image} leaves it open. */
  public BackboneOptions forImages(int side) {
    return isTransformer() && vit.image() == 0 ? OptionRecords.with(this, "vit.image", side) : this;
  }

  /** The same, with every size of a vision transformer as a number and without drop path. */
  public BackboneOptions resolved() {
    if (!isTransformer()) {
      return this;
    }
    VitLayout layout = VitLayout.of(this);
    return transformer(
        name,
        new VitOptions(
            layout.patch(),
            layout.depth(),
            layout.width(),
            layout.heads(),
            layout.positions(),
            layout.image(),
            0));
  }

  /**
   * Refuses images whose side patches do not divide.
   *
   * @param side in pixels
   * @param key what has this value, such as {@code view.size}
   * @throws InputException with what would fit
   */
  public void requirePatches(long side, String key) {
    if (isTransformer()) {
      VitLayout.requirePatch(vit.patch(), side, key);
    }
  }

  public static BackboneOptions defaults() {
    return OptionRecords.defaults(BackboneOptions.class);
  }
}
