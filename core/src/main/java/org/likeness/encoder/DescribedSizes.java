package org.likeness.encoder;

import java.util.List;
import java.util.Map;
import org.likeness.io.SafeTensorsFile;
import org.likeness.nn.Heads;

/**
 * Compares the sizes that a file describes with those of its tensors, before a network of the
 * described size is built: one changed digit could ask for more memory than there is.
 */
final class DescribedSizes {
  private static final String CHANNELS = "input-channels";
  private static final String ANY = "";

  /** The first tensors of networks, with what their first sides are. */
  private static final Map<String, List<String>> FIRST =
      Map.of(
          "conv1.weight", List.of("width", CHANNELS),
          "conv1.0.weight", List.of(ANY, CHANNELS),
          "conv1.6.weight", List.of("width"),
          "conv1.conv.weight", List.of("width", CHANNELS),
          "features.0.weight", List.of("width", CHANNELS),
          "patch_embed.proj.weight", List.of("vit-width", CHANNELS));

  private DescribedSizes() {}

  /**
   * Checks the width, the channels of the input, and the matrices of the head.
   *
   * @param description of the network
   * @throws IllegalArgumentException where one differs
   */
  static void require(Map<String, String> description, SafeTensorsFile saved) {
    if (description.getOrDefault("network", "").equals(HalvesNetwork.KIND)) {
      for (String half : List.of(HalvesNetwork.L, HalvesNetwork.AB)) {
        require(NetworkFactory.below(half, description), saved, half);
      }
    } else {
      require(description, saved, "");
    }
  }

  /** Checks one backbone and its head, whose tensors' names have a prefix. */
  private static void require(
      Map<String, String> description, SafeTensorsFile saved, String prefix) {
    FIRST.forEach((first, sides) -> require(description, saved, prefix + first, sides));
    boolean complete =
        FIRST.keySet().stream().anyMatch(first -> saved.names().contains(prefix + first));
    for (Map.Entry<String, List<Long>> matrix : Heads.matrices(description).entrySet()) {
      String name = prefix + "head." + matrix.getKey();
      complete &= saved.names().contains(name);
      if (complete && !saved.entry(name).shape().equals(matrix.getValue())) {
        throw new IllegalArgumentException(
            "it describes a "
                + name
                + " of "
                + matrix.getValue()
                + " but has one of "
                + saved.entry(name).shape());
      }
    }
    if (!complete) {
      throw new IllegalArgumentException("it lacks tensors of the network that it describes");
    }
  }

  /** The first sides of a tensor, if it is there, have the sizes of these keys. */
  private static void require(
      Map<String, String> description, SafeTensorsFile saved, String tensor, List<String> keys) {
    if (!saved.names().contains(tensor)) {
      return;
    }
    List<Long> shape = saved.entry(tensor).shape();
    for (int side = 0; side < keys.size(); side++) {
      String said = description.getOrDefault(keys.get(side), "");
      boolean checked = !keys.get(side).equals(ANY);
      if (checked && (side >= shape.size() || !said.equals(shape.get(side).toString()))) {
        throw new IllegalArgumentException(
            keys.get(side) + " is '" + said + "' but its " + tensor + " is " + shape);
      }
    }
  }
}
