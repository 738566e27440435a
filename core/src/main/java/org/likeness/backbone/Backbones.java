package org.likeness.backbone;

import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;
import org.likeness.random.RandomStream;
import org.likeness.torch.SystemMemory;

/** All backbones by name. A new one is a file in this package and a line in this list. */
public final class Backbones {
  private static final List<BackboneEntry> ALL =
      List.of(
          resNet(
              "resnet18",
              "18 layers, %s million parameters, 512 features",
              "11.2",
              List.of(2, 2, 2, 2),
              false),
          resNet(
              "resnet34",
              "34 layers, %s million parameters, 512 features",
              "21.3",
              List.of(3, 4, 6, 3),
              false),
          resNet(
              "resnet50",
              "50 layers, %s million parameters, 2048 features",
              "23.5",
              List.of(3, 4, 6, 3),
              true),
          withoutStem(
              "googlenet",
              "Inception-V1 with batch norm, %s million parameters, 1024 features",
              "5.6",
              GoogLeNet::new),
          plain(
              "alexnet",
              "AlexNet with batch norm, %s million parameters, 4096 features",
              "57",
              PlainLayout.alexNet()),
          plain(
              "vgg16",
              "VGG16 with batch norm, %s million parameters, 4096 features",
              "134",
              PlainLayout.vgg16()),
          transformer("vit-tiny", 192, 3, "5.5"),
          transformer("vit-small", 384, 6, "21.7"),
          transformer("vit-base", 768, 12, "85.8"));

  private static final double PAPER_WIDTH = 64;

  private Backbones() {}

  /** All backbones, smallest of a family first. */
  public static List<BackboneEntry> all() {
    return ALL;
  }

  /**
   * A backbone with new values, built outside any scope.
   *
   * @param inputChannels 3, or fewer for the halves of a split colour space
   * @param random initial values: equal streams give equal networks
   * @throws InputException where no backbone has this name, it lacks what the options ask for, or
   *     is larger than the memory of the machine
   * @throws IllegalArgumentException where an option is out of range
   */
  public static Backbone create(BackboneOptions options, int inputChannels, RandomStream random) {
    OptionRecords.check(options);
    BackboneEntry entry = named(options.name());
    requireMemory(entry, options, inputChannels);
    return entry.factory().create(options, inputChannels, random);
  }

  private static void requireMemory(
      BackboneEntry entry, BackboneOptions options, int inputChannels) {
    if (options.isTransformer()) {
      VitLayout layout = VitLayout.of(options);
      SystemMemory.require(
          layout.parameters(inputChannels) * Float.BYTES,
          "a %s of %d blocks of width %d".formatted(entry.name(), layout.depth(), layout.width()),
          "lower backbone.vit.width or backbone.vit.depth");
      return;
    }
    double times = options.width() / PAPER_WIDTH;
    SystemMemory.require(
        entry.parameters() * times * times * Float.BYTES,
        "a " + entry.name() + " of width " + options.width(),
        "lower backbone.width");
  }

  /**
   * The backbone of that name.
   *
   * @throws InputException where there is none; it names the nearest, or all
   */
  public static BackboneEntry named(String name) {
    List<String> names = ALL.stream().map(BackboneEntry::name).toList();
    return ALL.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new InputException(Suggest.unknown("backbone", name, names)));
  }

  private static BackboneEntry resNet(
      String name, String description, String millions, List<Integer> blocks, boolean bottleneck) {
    return entry(
        name,
        description,
        millions,
        (options, channels, random) -> new ResNet(options, channels, blocks, bottleneck, random));
  }

  /** A vision transformer, for which {@link BackboneOptions#vit} holds the sizes. */
  private static BackboneEntry transformer(String name, int width, int heads, String millions) {
    return entry(
        name,
        "vision transformer, 12 blocks, "
            + heads
            + " heads, %s million parameters, "
            + width
            + " features",
        millions,
        VisionTransformer::new);
  }

  private static BackboneEntry plain(
      String name, String description, String millions, PlainLayout layout) {
    return withoutStem(
        name,
        description,
        millions,
        (options, channels, random) -> new PlainNetwork(options, channels, layout, random));
  }

  /** A backbone that has its own first layers, whatever {@link BackboneOptions#stem} says. */
  private static BackboneEntry withoutStem(
      String name, String description, String millions, BackboneFactory factory) {
    return entry(
        name,
        description,
        millions,
        (options, channels, random) -> {
          if (options.stem() != BackboneOptions.Stem.IMAGENET) {
            throw new InputException(
                "the backbone's stem '"
                    + OptionValues.name(options.stem())
                    + "' exists only for ResNets: leave it out with "
                    + name
                    + " or choose resnet18");
          }
          return factory.create(options, channels, random);
        });
  }

  /**
   * An entry.
   *
   * @param description with {@code %s} for the number of parameters
   * @param millions of parameters
   */
  private static BackboneEntry entry(
      String name, String description, String millions, BackboneFactory factory) {
    return new BackboneEntry(
        name, description.formatted(millions), 1e6 * Double.parseDouble(millions), factory);
  }
}
