package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.features.FeatureKind;
import org.likeness.io.Digests;
import org.likeness.option.OptionInfo;
import org.likeness.option.OptionRecords;

/**
 * The name of a report's file in the folder of a run, without its ending. It has what differs from
 * the run's usual report of the evaluation, so that reports of different protocols are different
 * files: {@code knn}, {@code knn-backbone}, {@code knn-fashion-mnist}, {@code knn-5c8e01@last}.
 *
 * @param evaluation name of the evaluation
 * @param features the features where they are not the usual ones
 * @param data the name of the data set where it is not the run's
 * @param settings what else differs, such as {@code k=5}; a hash of them is part of the name
 * @param network the network
 */
public record ReportName(
    String evaluation,
    Optional<FeatureKind> features,
    Optional<String> data,
    List<String> settings,
    NetworkName network) {
  private static final int DIGITS = 6;
  private static final int LONGEST = 40;

  public ReportName {
    requireNonNull(evaluation, "evaluation is null");
    requireNonNull(features, "features is null");
    requireNonNull(data, "data is null");
    settings = List.copyOf(settings);
    requireNonNull(network, "network is null");
  }

  /** The options that differ from the usual ones, each as {@code key=value}. */
  public static List<String> differences(Record options, Record usual) {
    List<OptionInfo> before = OptionRecords.describe(usual);
    return OptionRecords.describe(options).stream()
        .filter(option -> !before.contains(option))
        .map(option -> option.key() + "=" + option.valueText())
        .toList();
  }

  /** The name of the report of an evaluation of a network, on the run's own images. */
  public static ReportName of(String evaluation, List<String> settings, NetworkName network) {
    return new ReportName(evaluation, Optional.empty(), Optional.empty(), settings, network);
  }

  /**
   * The same on images that are not the run's. A hash of them counts, unless their name determines
   * them.
   *
   * @param source where the images are
   */
  public ReportName on(Dataset images, DataOptions source) {
    List<String> all = new ArrayList<>(settings);
    if (!isNamed(source)) { // other images may have the same name
      all.add("data=" + DataFingerprint.of(images).hash());
    }
    return new ReportName(evaluation, features, Optional.of(images.name()), all, network);
  }

  /** True for a data set that its name determines. */
  private static boolean isNamed(DataOptions source) {
    return Datasets.all().stream().anyMatch(known -> known.name().equals(source.source()))
        && DataOptions.defaults()
            .withSource(source.source())
            .withRoot(source.root())
            .equals(source);
  }

  /** True where nothing differs from the usual report of the run's encoder. */
  boolean isUsual() {
    return features.isEmpty()
        && data.isEmpty()
        && settings.isEmpty()
        && network.equals(NetworkName.ENCODER);
  }

  /** The name. */
  public String text() {
    List<String> parts = new ArrayList<>(List.of(evaluation));
    features.map(FeatureKind::label).ifPresent(parts::add);
    data.map(ReportName::plain).ifPresent(parts::add);
    if (!settings.isEmpty()) {
      parts.add(Digests.sha256(String.join("\n", settings)).substring(0, DIGITS));
    }
    return String.join("-", parts) + network.suffix();
  }

  /** A name for files: lower case, without characters that file names may not have. */
  static String plain(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._]+", "-");
    return plain.substring(0, Math.min(LONGEST, plain.length())).replaceAll("^-+|-+$", "");
  }
}
