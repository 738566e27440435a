package org.likeness.experiment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.data.source.DatasetEntry;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * Where the images of an experiment are: its file names them by keys.
 *
 * @param byKey a folder or the name of a data set by key
 * @param single for the one key that is not the name of a data set
 */
public record ImagePlaces(Map<String, String> byKey, Optional<String> single) {
  public ImagePlaces {
    byKey = Map.copyOf(byKey);
  }

  /** Nothing is given: every key is the name of a data set. */
  public static ImagePlaces none() {
    return new ImagePlaces(Map.of(), Optional.empty());
  }

  /**
   * With a name in the place of images that are not given, for where these are not read.
   *
   * @param keys all keys of the experiment
   */
  ImagePlaces named(List<String> keys) {
    Map<String, String> all = new HashMap<>(byKey);
    keys.stream().filter(key -> !isGiven(key, keys)).forEach(key -> all.put(key, key));
    return new ImagePlaces(all, single);
  }

  /**
   * Refuses keys that the experiment does not have.
   *
   * @param keys of the experiment
   */
  void require(List<String> keys) {
    byKey
        .keySet()
        .forEach(
            key -> {
              if (!keys.contains(key)) {
                throw new InputException("--data: " + Suggest.unknown("key", key, keys));
              }
            });
    if (single.isPresent() && !keys.isEmpty() && unnamed(keys).size() != 1 && keys.size() > 1) {
      throw new InputException(
          "--data %s: the experiment has several images: write KEY=%s with one of %s"
              .formatted(single.get(), single.get(), String.join(", ", keys)));
    }
  }

  /**
   * The place of some images.
   *
   * @param keys all keys of the experiment
   * @throws InputException if nothing is known of them; the message says what to give
   */
  String of(DataSetting data, List<String> keys) {
    String key = data.key();
    if (byKey.containsKey(key)) {
      return byKey.getOrDefault(key, "");
    }
    if (isGiven(key, keys)) {
      return single.orElseThrow();
    }
    if (isName(key)) {
      return key;
    }
    throw new InputException(
        "the images %s are missing: add --data %s=DIR%s"
            .formatted(key, key, data.about().isEmpty() ? "" : ", " + data.about()));
  }

  /**
   * True if it is said where some images are.
   *
   * @param keys all keys of the experiment
   */
  boolean isGiven(String key, List<String> keys) {
    return byKey.containsKey(key) && !key.equals(byKey.get(key))
        || single.isPresent() && (keys.size() == 1 || unnamed(keys).equals(List.of(key)));
  }

  private static List<String> unnamed(List<String> keys) {
    return keys.stream().filter(key -> !isName(key)).toList();
  }

  private static boolean isName(String key) {
    return Datasets.all().stream().map(DatasetEntry::name).anyMatch(key::equals);
  }
}
