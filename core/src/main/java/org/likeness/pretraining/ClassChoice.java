package org.likeness.pretraining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.error.FirstFew;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.Suggest;
import org.likeness.io.FileNames;
import org.likeness.recipe.Recipe;

/**
 * The classes that an encoder learns from and those that it is tested on, by {@code split.classes}
 * and {@code split.test-classes}. Images without a label belong to neither where classes are named.
 */
final class ClassChoice {
  private static final String KEY = "split.classes";
  private static final int SHOWN = 5;

  private final Dataset whole;
  private final TestClasses tested;
  private final Set<Integer> chosen;
  private final int all;

  /**
   * Finds the classes by their names.
   *
   * @throws InputException if a name is unknown, all classes are named, or there are no labels
   */
  ClassChoice(Dataset whole, SplitOptions options) {
    this.whole = whole;
    this.tested = options.testClasses();
    Map<String, Integer> labels = options.classes().isEmpty() ? Map.of() : labels(whole);
    this.all = labels.size();
    this.chosen = new HashSet<>();
    for (String name : options.classes()) {
      if (labels.isEmpty()) {
        throw new InputException(
            "%s names classes but %s has no labels: leave it out, or put the images into one folder per class"
                .formatted(KEY, whole.name()));
      }
      Integer label = labels.get(name);
      if (label == null) {
        throw new InputException(unknown(name, labels.keySet()));
      }
      chosen.add(label);
    }
    if (isMade() && chosen.size() == all) {
      throw new InputException(
          "%s names all %d classes of %s, so that none is kept out: name fewer, or leave the option out"
              .formatted(KEY, all, whole.name()));
    }
  }

  private String unknown(String name, Set<String> names) {
    String near = Suggest.phrase(name, names);
    return "%s: %s has no class '%s'%s"
        .formatted(
            KEY,
            whole.name(),
            name,
            near.isEmpty()
                ? " and there is no file of that name: the classes are " + FirstFew.of(names, SHOWN)
                : near);
  }

  /** The label of each class that has images, by name. */
  private static Map<String, Integer> labels(Dataset whole) {
    Map<String, Integer> labels = new TreeMap<>();
    for (int i = 0; i < whole.size(); i++) {
      int image = i;
      whole.info(i).label().ifPresent(label -> labels.put(whole.labelName(image), label));
    }
    return labels;
  }

  private boolean isMade() {
    return !chosen.isEmpty();
  }

  /** Those of the images that belong to the classes that are learned from. */
  int[] learned(int[] images) {
    return isMade() ? only(images, true) : images;
  }

  /** Those of the images that belong to the classes that are tested. */
  int[] tested(int[] images) {
    return isMade() && tested != TestClasses.ALL
        ? only(images, tested == TestClasses.SAME)
        : images;
  }

  private int[] only(int[] images, boolean learned) {
    return IntStream.of(images)
        .filter(i -> whole.info(i).label().isPresent())
        .filter(i -> chosen.contains(whole.info(i).label().getAsInt()) == learned)
        .toArray();
  }

  /**
   * Refuses a test part of which no image belongs to the tested classes.
   *
   * @param named the test part
   * @param left its images of the tested classes
   */
  void requireTested(int[] named, int[] left) {
    if (named.length > 0 && left.length == 0) {
      throw new InputException(
          "none of the %d test images of %s belongs to the classes that %s: set split.test-classes to %s"
              .formatted(
                  named.length,
                  whole.name(),
                  tested == TestClasses.OTHERS ? "are not learned from" : "are learned from",
                  tested == TestClasses.OTHERS ? "same or all" : "others or all"));
    }
  }

  /** A sentence about what is learned from and what is tested; empty for all classes. */
  Optional<String> remark() {
    if (!isMade()) {
      return Optional.empty();
    }
    String measured =
        switch (tested) {
          case OTHERS -> "the %d others".formatted(all - chosen.size());
          case SAME -> "the same";
          case ALL -> "all";
        };
    return Optional.of(
        "The encoder learns from %d of %d classes and is measured on %s (split.test-classes)"
            .formatted(chosen.size(), all, measured));
  }

  /**
   * A recipe with the names of a file in place of the file, so that the run keeps them: one name
   * per line; empty lines, and lines that begin with {@code #}, are ignored.
   *
   * @throws InputException if the file cannot be read or has no names
   */
  static Recipe withNames(Recipe recipe) {
    List<String> words = recipe.words(KEY, List.of());
    if (words.size() != 1) {
      return recipe;
    }
    Path file = FileNames.path(words.get(0));
    if (!Files.isRegularFile(file)) {
      return recipe;
    }
    List<String> names =
        InputFile.text(file)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (names.isEmpty()) {
      throw new InputException(
          "%s: %s has no names of classes: write one per line".formatted(KEY, file));
    }
    return recipe.with(KEY, names);
  }
}
