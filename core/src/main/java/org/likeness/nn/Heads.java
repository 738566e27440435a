package org.likeness.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.random.RandomStream;

/** Heads by their {@link Head#description()}. */
public final class Heads {
  private Heads() {}

  /**
   * A head of the described kind with new values.
   *
   * @throws IllegalArgumentException where the description is not one that a head here gives
   */
  public static Head create(Map<String, String> description, RandomStream random) {
    return switch (kind(description)) {
      case "linear" ->
          new LinearHead(number(description, "head-in"), number(description, "head-out"), random);
      case "mlp" -> new MlpHead(number(description, "head-in"), layers(description), random);
      case "cosine" ->
          new CosineHead(
              number(description, "head-in"),
              number(description, "head-out"),
              Boolean.parseBoolean(description.get("head-gains")),
              random);
      case "identity" -> new IdentityHead(number(description, "head-in"));
      default -> throw unknown(description);
    };
  }

  /**
   * Names and shapes of a described head's matrices, found without building one: a description may
   * ask for more memory than there is.
   *
   * @return name to {@code [out, in]}
   * @throws IllegalArgumentException where the description is not one that a head here gives
   */
  public static Map<String, List<Long>> matrices(Map<String, String> description) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    switch (kind(description)) {
      case "linear" -> shapes.put("fc.weight", outByIn(description));
      case "cosine" -> shapes.put("weight_v", outByIn(description));
      case "mlp" -> {
        long in = number(description, "head-in");
        List<MlpLayer> layers = layers(description);
        for (int i = 0; i < layers.size(); i++) {
          long out = layers.get(i).out();
          shapes.put("layers." + i + ".fc.weight", List.of(out, in));
          in = out;
        }
      }
      case "identity" -> {}
      default -> throw unknown(description);
    }
    return shapes;
  }

  private static List<Long> outByIn(Map<String, String> description) {
    return List.of((long) number(description, "head-out"), (long) number(description, "head-in"));
  }

  private static String kind(Map<String, String> description) {
    return description.getOrDefault("head", "");
  }

  private static List<MlpLayer> layers(Map<String, String> description) {
    return MlpLayer.parse(description.getOrDefault("head-layers", ""));
  }

  private static IllegalArgumentException unknown(Map<String, String> description) {
    return new IllegalArgumentException(
        "head must be linear, mlp, cosine or identity but is '" + kind(description) + "'");
  }

  private static int number(Map<String, String> description, String key) {
    return number(key, description.getOrDefault(key, ""));
  }

  static int number(String key, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " must be a whole number but is '" + text + "'", e);
    }
  }
}
