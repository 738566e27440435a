package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
record ReportName(
    String evaluation,
    Optional<FeatureKind> features,
    Optional<String> data,
    List<String> settings,
    NetworkName network) {
  private static final int DIGITS = 6;
  private static final int LONGEST = 40;

  ReportName {
    requireNonNull(evaluation, "evaluation is null");
    requireNonNull(features, "features is null");
    requireNonNull(data, "data is null");
    settings = List.copyOf(settings);
    requireNonNull(network, "network is null");
  }

  /** The options that differ from the usual ones, each as {@code key=value}. */
  static List<String> differences(Record options, Record usual) {
    List<OptionInfo> before = OptionRecords.describe(usual);
    return OptionRecords.describe(options).stream()
        .filter(option -> !before.contains(option))
        .map(option -> option.key() + "=" + option.valueText())
        .toList();
  }

  /** The name. */
  String text() {
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
