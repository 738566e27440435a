package org.likeness.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.BackboneOptions.Norm;
import org.likeness.backbone.BackboneOptions.Stem;
import org.likeness.backbone.PlainOptions;
import org.likeness.backbone.ResNetOptions;
import org.likeness.backbone.VitOptions;
import org.likeness.backbone.VitOptions.Positions;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;

/**
 * A backbone as entries of a {@link Network#description()}. Options that a kind of network does not
 * have are left out, so that descriptions and hashes stay when other kinds get new options.
 */
final class BackboneDescription {
  private static final String VIT = "vit-";
  private static final String RESNET_D = "resnet-d";
  private static final String SELECTIVE = "selective-kernels";
  private static final String FC_NORM = "fc-norm";

  private BackboneDescription() {}

  /** The entries of a backbone with these options. */
  static Map<String, String> of(BackboneOptions options, int inputChannels) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("backbone", options.name());
    if (options.isTransformer()) {
      VitOptions vit = options.resolved().vit();
      entries.put(VIT + "patch", Integer.toString(vit.patch()));
      entries.put(VIT + "depth", Integer.toString(vit.depth()));
      entries.put(VIT + "width", Integer.toString(vit.width()));
      entries.put(VIT + "heads", Integer.toString(vit.heads()));
      entries.put(VIT + "positions", OptionValues.name(vit.positions()));
      entries.put(VIT + "image", Integer.toString(vit.image()));
    } else {
      entries.put("stem", OptionValues.name(options.stem()));
      entries.put("width", Integer.toString(options.width()));
      entries.put("stem-stride", Integer.toString(options.stemStride()));
      if (options.resnet().d()) {
        entries.put(RESNET_D, "true");
      }
      if (options.resnet().selective() > 0) {
        entries.put(SELECTIVE, Double.toString(options.resnet().selective()));
      }
      if (options.isPlain() && options.plain().fcNorm()) {
        entries.put(FC_NORM, "true");
      }
    }
    entries.put("input-channels", Integer.toString(inputChannels));
    if (!options.isTransformer() && options.norm() != Norm.BATCH) {
      entries.put("norm", OptionValues.name(options.norm()));
    }
    if (!options.isTransformer() && options.norm() == Norm.SPLIT) {
      entries.put("norm-groups", Integer.toString(options.normGroups()));
    }
    return entries;
  }

  /**
   * The options that entries describe.
   *
   * @throws IllegalArgumentException where one is missing or has no meaning
   */
  static BackboneOptions options(Map<String, String> entries) {
    String name = text(entries, "backbone");
    if (BackboneOptions.transformer(name, VitOptions.defaults()).isTransformer()) {
      VitOptions vit =
          new VitOptions(
              number(entries, VIT + "patch"),
              number(entries, VIT + "depth"),
              number(entries, VIT + "width"),
              number(entries, VIT + "heads"),
              OptionValues.choice(
                  VIT + "positions", text(entries, VIT + "positions"), Positions.class),
              number(entries, VIT + "image"),
              0);
      return BackboneOptions.transformer(name, vit);
    }
    BackboneOptions usual =
        new BackboneOptions(
            name,
            OptionValues.choice("stem", text(entries, "stem"), Stem.class),
            number(entries, "width"),
            number(entries, "stem-stride"),
            OptionValues.choice("norm", entries.getOrDefault("norm", "batch"), Norm.class),
            entries.containsKey("norm-groups")
                ? number(entries, "norm-groups")
                : BackboneOptions.USUAL_GROUPS);
    BackboneOptions plain =
        OptionRecords.with(usual, "plain", new PlainOptions(entries.containsKey(FC_NORM)));
    return OptionRecords.with(
        plain, "resnet", new ResNetOptions(entries.containsKey(RESNET_D), share(entries)));
  }

  private static double share(Map<String, String> entries) {
    try {
      return Double.parseDouble(entries.getOrDefault(SELECTIVE, "0"));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          SELECTIVE + " must be a number but is '" + entries.get(SELECTIVE) + "'", e);
    }
  }

  static int inputChannels(Map<String, String> entries) {
    return number(entries, "input-channels");
  }

  private static String text(Map<String, String> entries, String key) {
    String value = entries.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  /** A whole number among the entries of a network. */
  static int number(Map<String, String> entries, String key) {
    try {
      return Integer.parseInt(text(entries, key));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          key + " must be a whole number but is '" + entries.get(key) + "'", e);
    }
  }
}
