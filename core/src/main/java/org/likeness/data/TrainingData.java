package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The images that an encoder was trained on, and how they were split.
 *
 * @param fingerprint of the whole data set
 * @param split the options of the split by key
 * @param seed of the split
 */
public record TrainingData(DataFingerprint fingerprint, Map<String, String> split, long seed) {
  private static final String SPLIT = "split.";

  public TrainingData {
    requireNonNull(fingerprint, "fingerprint is null");
    split = Map.copyOf(split);
  }

  /**
   * As text by key: {@code name}, {@code images}, {@code labelled}, {@code classes}, {@code hash},
   * {@code seed}, and {@code split.KEY} for each option of the split.
   */
  public Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("name", fingerprint.name());
    entries.put("images", Integer.toString(fingerprint.images()));
    entries.put("labelled", Integer.toString(fingerprint.labelled()));
    entries.put("classes", Integer.toString(fingerprint.classes()));
    entries.put("hash", fingerprint.hash());
    entries.put("seed", Long.toString(seed));
    new TreeMap<>(split).forEach((key, value) -> entries.put(SPLIT + key, value));
    return entries;
  }

  /**
   * Reads {@link #entries}.
   *
   * @return empty if there is no hash
   * @throws IllegalArgumentException if a number is missing, not a whole number or out of range
   */
  public static Optional<TrainingData> of(Map<String, String> entries) {
    if (!entries.containsKey("hash")) {
      return Optional.empty();
    }
    Map<String, String> split = new LinkedHashMap<>();
    entries.forEach(
        (key, value) -> {
          if (key.startsWith(SPLIT)) {
            split.put(key.substring(SPLIT.length()), value);
          }
        });
    return Optional.of(
        new TrainingData(
            new DataFingerprint(
                entries.getOrDefault("name", ""),
                count(entries, "images"),
                count(entries, "labelled"),
                count(entries, "classes"),
                entries.getOrDefault("hash", "")),
            split,
            number(entries, "seed")));
  }

  private static int count(Map<String, String> entries, String key) {
    long count = number(entries, key);
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s of its training data must be in [0, %d] but is %d"
              .formatted(key, Integer.MAX_VALUE, count));
    }
    return (int) count;
  }

  private static long number(Map<String, String> entries, String key) {
    String text = entries.getOrDefault(key, "");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          key + " of its training data must be a whole number but is \"" + text + "\"", e);
    }
  }
}
