package org.likeness.comparison;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs that are equal but for the seed.
 *
 * @param label what tells them from the other groups
 * @param settings those that differ from the other groups', {@code key=value}; may be empty
 * @param runs one for each seed, at least one
 */
public record RunGroup(String label, String settings, List<RunValues> runs) {
  public RunGroup {
    runs = List.copyOf(runs);
  }

  /** Title of their method. */
  public String method() {
    return runs.get(0).method();
  }

  /** A value over the seeds; empty if no run has it. */
  public Optional<SeedValues> values(String name) {
    Map<Long, Double> bySeed = new TreeMap<>();
    for (RunValues run : runs) {
      Double value = run.values().get(name);
      if (value != null) {
        bySeed.put(run.identity().seed(), value);
      }
    }
    return bySeed.isEmpty() ? Optional.empty() : Optional.of(SeedValues.of(bySeed));
  }

  /** The commits of the code that trained them. */
  public String commits() {
    return runs.stream()
        .map(RunValues::commit)
        .filter(commit -> !commit.isEmpty())
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
