package org.likeness.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.data.Dataset;

/**
 * CUB-200-2011 (Wah, Branson, Welinder, Perona and Belongie, <i>The Caltech-UCSD Birds-200-2011
 * Dataset</i>, 2011): {@code images.txt}, {@code image_class_labels.txt}, {@code classes.txt} and
 * the folder {@code images}. As in metric learning (Ye et al., CVPR 2019, section 4.3), the first
 * half of the classes is {@code train}, 5,864 images, and the second {@code test}, 5,924 images;
 * the authors' own split for classification is the attribute {@code official} where {@code
 * train_test_split.txt} is there.
 */
public final class Cub200 {
  static final NamedFiles FILES =
      new NamedFiles(
          "cub200",
          "CUB_200_2011",
          List.of("image_class_labels.txt"),
          List.of(),
          "the unpacked CUB_200_2011.tgz (from https://data.caltech.edu/records/65de6-vp158)");

  private Cub200() {}

  /**
   * Opens the folder with the lists.
   *
   * @throws InputException where a list is missing or damaged
   */
  public static Dataset open(Path folder, DataOptions options) {
    ImageFolder.refuseColumns(folder, options);
    Path base = FILES.within(folder);
    List<String> classes =
        ImageNumbers.read(base.resolve("classes.txt")).values().stream()
            .map(name -> name.replaceFirst("^\\d+\\.", ""))
            .toList();
    Map<Integer, Integer> labels = ImageNumbers.readNumbers(base.resolve("image_class_labels.txt"));
    Path splits = base.resolve("train_test_split.txt");
    Map<Integer, Integer> official =
        Files.exists(splits) ? ImageNumbers.readNumbers(splits) : Map.of();
    List<Candidate> candidates = new ArrayList<>();
    ImageNumbers.read(base.resolve("images.txt"))
        .forEach(
            (image, path) ->
                candidates.add(
                    candidate(
                        "images/" + path,
                        HalfOfClasses.label(base, path, labels.get(image), classes.size()),
                        classes.size(),
                        Optional.ofNullable(official.get(image)))));
    return HeaderScan.open(FILES.name(), base, candidates, classes, options);
  }

  private static Candidate candidate(
      String path, int label, int classes, Optional<Integer> official) {
    Map<String, String> attributes =
        official.map(train -> Map.of("official", train == 1 ? "train" : "test")).orElse(Map.of());
    return new Candidate(
        path, path, 0, -1, label, Optional.empty(), HalfOfClasses.part(label, classes), attributes);
  }
}
