package org.likeness.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.likeness.error.InputException;

/**
 * Runs beside each other: those that are equal but for the seed are one row.
 *
 * @param groups the rows, in the order in which their runs were given
 * @param names of the values that are compared
 */
public record Comparison(List<RunGroup> groups, List<String> names) {
  private static final int DIGITS = 4;
  private static final int LONGEST_LABEL = 60; // characters of settings
  private static final String LOSS = "loss";

  /** Settings that say where something is, not what it is. */
  private static final Set<String> PLACES =
      Set.of("seed", "data.source", "data.root", "data.index", "train.workers", "train.threads");

  public Comparison {
    groups = List.copyOf(groups);
    names = List.copyOf(names);
  }

  /**
   * Compares runs.
   *
   * @param runs two of one family with the same seed are refused: one of them would not be counted
   * @throws InputException if two runs are the same
   */
  public static Comparison of(List<RunValues> runs) {
    Map<String, List<RunValues>> families = new LinkedHashMap<>();
    for (RunValues run : runs) {
      List<RunValues> family =
          families.computeIfAbsent(run.identity().family(), key -> new ArrayList<>());
      for (RunValues other : family) {
        if (other.identity().equals(run.identity())) {
          throw new InputException(
              "%s and %s are the same run with seed %d: name one of them"
                  .formatted(other.run().folder(), run.run().folder(), run.identity().seed()));
        }
      }
      family.add(run);
    }
    Set<String> differing = differing(families.values().stream().map(f -> f.get(0)).toList());
    boolean methods = runs.stream().map(RunValues::method).distinct().count() > 1;
    List<RunGroup> groups =
        families.values().stream()
            .map(f -> new RunGroup(label(f, methods, differing), settings(f, differing), f))
            .toList();
    return new Comparison(groups, RunValues.names(runs));
  }

  /** The settings whose values are not the same in all runs. */
  private static Set<String> differing(List<RunValues> runs) {
    Set<String> keys = new TreeSet<>();
    runs.forEach(run -> keys.addAll(run.settings().keySet()));
    keys.removeAll(PLACES);
    keys.remove("method"); // a label has its title
    keys.removeIf(key -> key.startsWith("summary."));
    keys.removeIf(
        key ->
            runs.stream().map(run -> run.settings().getOrDefault(key, "")).distinct().count() < 2);
    return keys;
  }

  /** Method and names of the runs, or the settings that differ if these are few. */
  private static String label(List<RunValues> family, boolean methods, Set<String> differing) {
    String names = family.stream().map(run -> run.run().name()).collect(Collectors.joining(", "));
    if (methods) {
      return family.get(0).method() + " (" + names + ")";
    }
    String settings = settings(family, differing);
    return settings.isEmpty() || settings.length() > LONGEST_LABEL ? names : settings;
  }

  private static String settings(List<RunValues> family, Set<String> differing) {
    Map<String, String> settings = family.get(0).settings();
    return differing.stream()
        .filter(settings::containsKey)
        .map(key -> key + "=" + settings.get(key))
        .collect(Collectors.joining(", "));
  }

  /** The table: a row for each group, mean and deviation over its seeds. */
  public List<List<String>> table() {
    List<List<String>> table = new ArrayList<>();
    table.add(heading("runs", "seeds"));
    for (RunGroup group : groups) {
      table.add(
          row(
              group.label(),
              Integer.toString(group.runs().size()),
              names.stream().map(group::values).toList(),
              false));
    }
    return table;
  }

  /** The differences of every other group from the first one, paired by seed. */
  public List<List<String>> differences() {
    List<List<String>> table = new ArrayList<>();
    RunGroup first = groups.get(0);
    table.add(heading("difference from " + first.label(), "pairs"));
    for (RunGroup group : groups.subList(1, groups.size())) {
      List<Optional<SeedValues>> differences =
          names.stream()
              .map(
                  name ->
                      name.equals(LOSS) && !group.method().equals(first.method())
                          ? Optional.<SeedValues>empty()
                          : difference(group, first, name))
              .toList();
      int pairs =
          differences.stream()
              .flatMap(Optional::stream)
              .mapToInt(SeedValues::seeds)
              .max()
              .orElse(0);
      table.add(row(group.label(), Integer.toString(pairs), differences, true));
    }
    return table;
  }

  private static Optional<SeedValues> difference(RunGroup group, RunGroup from, String name) {
    Optional<SeedValues> theirs = from.values(name);
    return group.values(name).flatMap(values -> theirs.flatMap(values::minus));
  }

  private List<String> heading(String what, String count) {
    List<String> heading = new ArrayList<>(List.of(what, count));
    heading.addAll(names);
    return heading;
  }

  private static List<String> row(
      String label, String count, List<Optional<SeedValues>> values, boolean signed) {
    List<String> row = new ArrayList<>(List.of(label, count));
    values.forEach(value -> row.add(value.map(known -> cell(known, count, signed)).orElse("")));
    return row;
  }

  /** Where a row has one seed, its column says so. */
  private static String cell(SeedValues values, String count, boolean signed) {
    return count.equals("1")
        ? values.plain(signed, DIGITS)
        : signed ? values.signed(1, DIGITS) : values.phrase(1, DIGITS);
  }

  /**
   * A sentence, without a full stop, on values that the runs do not have of the same images; empty
   * if there are none.
   */
  public Optional<String> otherImages() {
    Map<String, List<String>> values = new LinkedHashMap<>(); // by the runs of each images
    for (String name : names) {
      Map<String, List<String>> byImages = new LinkedHashMap<>();
      groups.stream()
          .flatMap(group -> group.runs().stream())
          .filter(run -> run.images().containsKey(name))
          .forEach(
              run ->
                  byImages
                      .computeIfAbsent(
                          run.images().getOrDefault(name, ""), key -> new ArrayList<>())
                      .add(run.run().name()));
      if (byImages.size() > 1) {
        String runs =
            byImages.values().stream()
                .map(all -> String.join(", ", all))
                .collect(Collectors.joining(" against "));
        values.computeIfAbsent(runs, key -> new ArrayList<>()).add(name);
      }
    }
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the runs were not measured on the same images, so that differences are not those of"
                + " the encoders: "
                + values.entrySet().stream()
                    .map(each -> String.join(", ", each.getValue()) + " of " + each.getKey())
                    .collect(Collectors.joining("; ")));
  }

  /**
   * Sentences on what the table depends on: settings too long for a label, losses of several
   * methods, commits that differ, rows with one seed.
   */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (groups.stream().map(RunGroup::method).distinct().count() > 1) {
      if (names.contains(LOSS)) {
        remarks.add("Losses of different methods cannot be compared");
      }
    } else {
      groups.stream()
          .filter(group -> !group.settings().isEmpty())
          .filter(group -> !group.label().equals(group.settings()))
          .forEach(group -> remarks.add(group.label() + ": " + group.settings()));
    }
    Map<String, List<String>> byCommit = new LinkedHashMap<>();
    groups.stream()
        .flatMap(group -> group.runs().stream())
        .forEach(
            run ->
                byCommit
                    .computeIfAbsent(
                        run.commit().isEmpty() ? "an unknown commit" : "commit " + run.commit(),
                        key -> new ArrayList<>())
                    .add(run.run().name()));
    if (byCommit.size() > 1) {
      byCommit.forEach(
          (commit, runs) -> remarks.add("Trained by " + commit + ": " + String.join(", ", runs)));
    }
    if (groups.stream().anyMatch(group -> group.runs().size() == 1)) {
      remarks.add("A run with one seed has no deviation");
    }
    return remarks;
  }
}
