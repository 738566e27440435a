package org.likeness.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.nn.Heads;
import org.likeness.option.OptionValues;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/** Networks by their {@link Network#description()}. */
final class NetworkFactory {
  private NetworkFactory() {}

  /**
   * A network of the described kind, with values that are to be replaced.
   *
   * @throws IllegalArgumentException or an {@link org.likeness.error.InputException} where nothing
   *     here gives such a description
   */
  static Network create(Map<String, String> description) {
    String kind = description.getOrDefault("network", "");
    return switch (kind) {
      case SingleNetwork.KIND -> single(description);
      case HalvesNetwork.KIND ->
          new HalvesNetwork(
              single(below(HalvesNetwork.L, description)),
              single(below(HalvesNetwork.AB, description)));
      case PatchesNetwork.KIND ->
          new PatchesNetwork(
              single(description),
              BackboneDescription.number(description, PatchesNetwork.SIDE),
              BackboneDescription.number(description, PatchesNetwork.STRIDE));
      default ->
          throw new IllegalArgumentException(
              "network must be single, halves or patches but is '" + kind + "'");
    };
  }

  /** The entries whose key starts with a prefix, without it. */
  static Map<String, String> below(String prefix, Map<String, String> entries) {
    Map<String, String> below = new LinkedHashMap<>();
    entries.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            below.put(key.substring(prefix.length()), value);
          }
        });
    return below;
  }

  private static SingleNetwork single(Map<String, String> description) {
    BackboneOptions options = BackboneDescription.options(description);
    InputKind input =
        OptionValues.choice("input", description.getOrDefault("input", "colours"), InputKind.class);
    RandomSource random = new RandomSource(0);
    Backbone backbone =
        Backbones.create(
            options,
            BackboneDescription.inputChannels(description),
            random.stream(Purpose.WEIGHTS, 0, 0));
    return new SingleNetwork(
        backbone, Heads.create(description, random.stream(Purpose.WEIGHTS, 0, 1)), options, input);
  }
}
