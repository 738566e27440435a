package org.likeness.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.CsvRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ImageNet, ILSVRC 2012 (Russakovsky et al., 2015), as its archives unpack: {@code
 * train/n01440764/*.JPEG}, and {@code val} flat or in class folders. The folder may also hold
 * {@code ILSVRC/Data/CLS-LOC}, as Kaggle packs it. Classes are the WordNet ids, sorted. The split
 * of {@code val} is {@code test}: all published results are measured on it.
 *
 * <p>Labels of a flat {@code val} come from {@code LOC_val_solution.csv} (Kaggle) or {@code
 * val.txt} (Caffe: file and number of the class) in the folder; without them its images have none.
 */
public final class ImageNet {
  static final String NAME = "imagenet";
  static final NamedFiles FILES =
      new NamedFiles(
          NAME,
          "ILSVRC/Data/CLS-LOC",
          List.of("train"),
          List.of(),
          "the folders train and val (from https://image-net.org)");

  private static final Logger log = LoggerFactory.getLogger(ImageNet.class);
  private static final String SYNSET = "n\\d{8}";

  private ImageNet() {}

  /**
   * Opens a folder that holds {@code train} and perhaps {@code val}.
   *
   * @throws InputException where there is no such layout, or a list of labels is damaged
   */
  public static Dataset open(Path folder, DataOptions options) {
    ImageFolder.refuseColumns(folder, options);
    Path base = FILES.within(folder);
    if (!isLayout(base)) {
      throw new InputException(
          folder
              + " does not have the layout of ImageNet: folders such as train/n01440764 with images");
    }
    Map<String, Long> train = below(base, "train");
    List<String> classNames =
        ImageNames.sortedClasses(train.keySet().stream().map(ImageNet::className).toList());
    Map<String, Integer> indices = ImageNames.indices(classNames);
    List<Candidate> candidates = new ArrayList<>(train.size());
    train.forEach(
        (id, length) ->
            candidates.add(
                Candidate.file(
                    id, length, indices.getOrDefault(className(id), -1), Optional.of("train"))));
    if (Files.isDirectory(base.resolve("val"))) {
      Map<String, Integer> listed = listed(folder, base, classNames);
      below(base, "val")
          .forEach(
              (id, length) -> {
                int label = indices.getOrDefault(className(id), listed.getOrDefault(stem(id), -1));
                candidates.add(Candidate.file(id, length, label, Optional.of("test")));
              });
    }
    return HeaderScan.open(NAME, base, candidates, classNames, options);
  }

  /** True where {@code train} has a folder that is named as a WordNet id. */
  static boolean isLayout(Path base) {
    Path train = base.resolve("train");
    if (!Files.isDirectory(train)) {
      return false;
    }
    try (Stream<Path> folders = Files.list(train)) {
      return folders.anyMatch(path -> path.getFileName().toString().matches(SYNSET));
    } catch (IOException e) {
      throw InputFile.unreadableFolder(train, e);
    }
  }

  private static Map<String, Long> below(Path base, String split) {
    Map<String, Long> ids = new LinkedHashMap<>();
    ImageFolder.list(base.resolve(split))
        .forEach((id, length) -> ids.put(split + "/" + id, length));
    return ids;
  }

  /** The second of three or more parts of the id; empty for an image outside of class folders. */
  private static String className(String id) {
    String[] parts = id.split("/", -1);
    return parts.length > 2 ? parts[1] : "";
  }

  private static String stem(String id) {
    String file = id.substring(id.lastIndexOf('/') + 1);
    return file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
  }

  /** Labels of a flat {@code val}, by file name without ending. */
  private static Map<String, Integer> listed(Path folder, Path base, List<String> classNames) {
    for (Path place : List.of(folder, base)) {
      Path kaggle = place.resolve("LOC_val_solution.csv");
      Path caffe = place.resolve("val.txt");
      if (Files.exists(kaggle)) {
        return fromKaggle(CsvTable.read(kaggle), ImageNames.indices(classNames));
      }
      if (Files.exists(caffe)) {
        Map<String, Integer> labels = new HashMap<>();
        LabelList.read(caffe, classNames.size())
            .forEach((file, label) -> labels.put(stem(file), label));
        return labels;
      }
    }
    log.info(
        "{}: images directly in val have no labels; LOC_val_solution.csv or val.txt would provide them",
        base);
    return Map.of();
  }

  private static Map<String, Integer> fromKaggle(CsvTable table, Map<String, Integer> indices) {
    int image = table.choose("the image", "ImageId").orElseThrow();
    int boxes = table.choose("its class", "PredictionString").orElseThrow();
    Map<String, Integer> labels = new HashMap<>();
    for (CsvRow row : table.rows()) {
      String synset = row.values().get(boxes).strip().split(" ", 2)[0];
      if (!indices.containsKey(synset)) {
        throw new InputException(
            table.place(row, boxes) + "there is no class folder train/" + synset);
      }
      labels.put(row.values().get(image), indices.get(synset));
    }
    return labels;
  }
}
