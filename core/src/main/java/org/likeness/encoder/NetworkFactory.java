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
    String kind = text(description, "network");
    return switch (kind) {
      case SingleNetwork.KIND -> single(description);
      case HalvesNetwork.KIND ->
          new HalvesNetwork(
              single(below(HalvesNetwork.L, description)),
              single(below(HalvesNetwork.AB, description)));
      default ->
          throw new IllegalArgumentException(
              "network must be single or halves but is '" + kind + "'");
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
    BackboneOptions options =
        new BackboneOptions(
            text(description, "backbone"),
            OptionValues.choice("stem", text(description, "stem"), BackboneOptions.Stem.class),
            number(description, "width"),
            number(description, "stem-stride"),
            norm(description),
            description.containsKey("norm-groups")
                ? number(description, "norm-groups")
                : BackboneOptions.USUAL_GROUPS);
    InputKind input =
        OptionValues.choice("input", description.getOrDefault("input", "colours"), InputKind.class);
    RandomSource random = new RandomSource(0);
    Backbone backbone =
        Backbones.create(
            options, number(description, "input-channels"), random.stream(Purpose.WEIGHTS, 0, 0));
    return new SingleNetwork(
        backbone, Heads.create(description, random.stream(Purpose.WEIGHTS, 0, 1)), options, input);
  }

  private static BackboneOptions.Norm norm(Map<String, String> description) {
    return OptionValues.choice(
        "norm", description.getOrDefault("norm", "batch"), BackboneOptions.Norm.class);
  }

  private static String text(Map<String, String> description, String key) {
    String value = description.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  private static int number(Map<String, String> description, String key) {
    try {
      return Integer.parseInt(text(description, key));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          key + " must be a whole number but is '" + description.get(key) + "'", e);
    }
  }
}
