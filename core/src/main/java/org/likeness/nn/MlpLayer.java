package org.likeness.nn;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.likeness.option.OptionValues;

/**
 * A layer of an {@link MlpHead}: a linear map, then the norm, then the activation.
 *
 * @param out width of the result
 * @param bias whether the linear map has a bias; a norm behind it would take a constant away
 */
public record MlpLayer(int out, boolean bias, Norm norm, Activation activation) {
  public MlpLayer {
    requireNonNull(norm, "norm is null");
    requireNonNull(activation, "activation is null");
    if (out < 1) {
      throw new IllegalArgumentException("a layer of a head must have a positive width: " + out);
    }
  }

  /** Layers as one text, such as {@code 512 no-bias batch relu, 128 bias none none}. */
  static String text(List<MlpLayer> layers) {
    return layers.stream()
        .map(
            layer ->
                layer.out
                    + (layer.bias ? " bias " : " no-bias ")
                    + OptionValues.name(layer.norm)
                    + " "
                    + OptionValues.name(layer.activation))
        .collect(Collectors.joining(", "));
  }

  /**
   * Reverses {@link #text}.
   *
   * @throws IllegalArgumentException where a layer is no such text
   */
  static List<MlpLayer> parse(String text) {
    return Arrays.stream(text.split(", ", -1)).map(MlpLayer::parseOne).toList();
  }

  private static MlpLayer parseOne(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 4 || !words[1].equals("bias") && !words[1].equals("no-bias")) {
      throw new IllegalArgumentException(
          "head-layers must be layers such as '512 no-bias batch relu' but has '" + text + "'");
    }
    return new MlpLayer(
        Heads.number("the width of a layer in head-layers", words[0]),
        words[1].equals("bias"),
        OptionValues.choice("the norm in head-layers", words[2], Norm.class),
        OptionValues.choice("the activation in head-layers", words[3], Activation.class));
  }
}
