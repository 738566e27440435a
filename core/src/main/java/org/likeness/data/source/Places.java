package org.likeness.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;

/**
 * Places205 and Places365 (Zhou et al., 2014 and 2017), which are lists of images with the number
 * of their class, and folders of images. Lists: {@code places365_train_standard.txt} or {@code
 * places365_train_challenge.txt} with {@code places365_val.txt}; {@code train_places205.csv} with
 * {@code val_places205.csv}, also in {@code trainvalsplit_places205}. Images: beside the lists, or
 * in the folders that the archives make ({@code data_256}, {@code data_256_standard}, {@code
 * data_large}, {@code data_large_standard}, {@code images256} and for validation {@code val_256},
 * {@code val_large}). Names of classes come from {@code categories_places365.txt}, else from the
 * folders of the training images. The split of the validation images is {@code test}. A folder
 * without lists is read by its class folders, as {@link ImageFolder} does.
 */
public final class Places {
  static final String NAME = "places";
  private static final List<String> TRAIN_LISTS =
      List.of(
          "places365_train_standard.txt",
          "places365_train_challenge.txt",
          "train_places205.csv",
          "train_places205.txt");
  private static final List<String> TEST_LISTS =
      List.of("places365_val.txt", "val_places205.csv", "val_places205.txt");
  static final NamedFiles FILES =
      new NamedFiles(
          NAME,
          "trainvalsplit_places205",
          concat(TRAIN_LISTS, List.of("train")),
          List.of(),
          "the lists and the images (from http://places2.csail.mit.edu)");

  private static final List<String> TRAIN_IMAGES =
      List.of(
          "",
          "data_256",
          "data_256_standard",
          "data_large",
          "data_large_standard",
          "images256",
          "train",
          "data/vision/torralba/deeplearning/images256");
  private static final List<String> TEST_IMAGES =
      List.of(
          "",
          "val_256",
          "val_large",
          "images256",
          "val",
          "data/vision/torralba/deeplearning/images256");
  private static final int MOST_CLASSES = 1_000;
  private static final int PROBES = 100;

  private Places() {}

  /**
   * Opens a folder with lists, or with class folders. Images that a list names and that are missing
   * are listed as unreadable.
   *
   * @throws InputException where there is neither, or a list is damaged
   */
  public static Dataset open(Path folder, DataOptions options) {
    Optional<Path> trainList = list(folder, TRAIN_LISTS);
    if (trainList.isEmpty()) {
      return ImageFolder.open(folder, options);
    }
    ImageFolder.refuseColumns(folder, options);
    Path base = folder.endsWith(FILES.subfolder()) ? ImageFolder.parent(folder) : folder;
    Map<String, Integer> train = LabelList.read(trainList.get(), MOST_CLASSES);
    List<String> classNames = classNames(base, train);
    List<Candidate> candidates = new ArrayList<>(train.size());
    add(candidates, base, train, TRAIN_IMAGES, "train");
    list(folder, TEST_LISTS)
        .ifPresent(
            file ->
                add(
                    candidates,
                    base,
                    LabelList.read(file, classNames.size()),
                    TEST_IMAGES,
                    "test"));
    return HeaderScan.open(NAME, base, candidates, classNames, options);
  }

  /** True where one of the lists of training images is there. */
  static boolean isLayout(Path folder) {
    return list(folder, TRAIN_LISTS).isPresent();
  }

  private static Optional<Path> list(Path folder, List<String> names) {
    return names.stream()
        .flatMap(
            name ->
                List.of(folder.resolve(name), folder.resolve(FILES.subfolder()).resolve(name))
                    .stream())
        .filter(Files::exists)
        .findFirst();
  }

  private static void add(
      List<Candidate> all,
      Path base,
      Map<String, Integer> labels,
      List<String> places,
      String split) {
    String prefix =
        places.stream()
            .filter(
                place ->
                    labels.keySet().stream()
                        .limit(PROBES)
                        .anyMatch(path -> Files.exists(base.resolve(place).resolve(path))))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "none of the first "
                            + split
                            + " images that the lists of "
                            + base
                            + " name exists, such as "
                            + labels.keySet().stream().findFirst().orElse("none")
                            + ": unpack the images beside the lists"));
    String start = prefix.isEmpty() ? "" : prefix + "/";
    labels.forEach(
        (path, label) -> all.add(Candidate.file(start + path, -1, label, Optional.of(split))));
  }

  private static List<String> classNames(Path base, Map<String, Integer> train) {
    Path categories = base.resolve("categories_places365.txt");
    Map<Integer, String> names = new TreeMap<>();
    if (Files.exists(categories)) {
      LabelList.read(categories, MOST_CLASSES)
          .forEach((path, label) -> names.put(label, withoutLetter(path)));
    }
    train.forEach(
        (path, label) ->
            names.computeIfAbsent(
                label, l -> withoutLetter(path.substring(0, Math.max(0, path.lastIndexOf('/'))))));
    String[] inOrder = new String[names.keySet().stream().max(Integer::compare).orElse(-1) + 1];
    Arrays.setAll(inOrder, label -> names.getOrDefault(label, "class " + label));
    return List.of(inOrder);
  }

  /** {@code a/airfield} is in the folder of its first letter. */
  private static String withoutLetter(String folder) {
    return folder.replaceFirst("^[a-z]/", "");
  }

  private static List<String> concat(List<String> a, List<String> b) {
    List<String> all = new ArrayList<>(a);
    all.addAll(b);
    return List.copyOf(all);
  }
}
