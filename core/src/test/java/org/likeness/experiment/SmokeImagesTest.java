package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.DatasetEntry;
import org.likeness.data.source.Datasets;
import org.likeness.io.Digests;

final class SmokeImagesTest {
  private static final List<String> BINARY = List.of("cifar10", "stl10", "fashion-mnist");
  private static final List<String> UNSEEN = List.of("cub200", "cars196", "online-products");

  private static final List<String> FOLDERS = List.of("imagenet", "emoji"); // as they are published

  @TempDir private Path folder;

  private Dataset opened(String key) throws IOException {
    String place = SmokeImages.written(folder, List.of(key)).byKey().getOrDefault(key, "");
    return Datasets.open(place, DataOptions.defaults());
  }

  @Test
  void aKeyOfAnExperimentThatNamesADataSetIsReadAsThisDataSet() throws IOException {
    List<String> names = Datasets.all().stream().map(DatasetEntry::name).toList();
    List<String> keys =
        Experiments.names().stream()
            .map(Experiments::named)
            .flatMap(experiment -> ExperimentPlan.keys(experiment, Scale.SMOKE).stream())
            .distinct()
            .filter(names::contains)
            .filter(key -> !FOLDERS.contains(key))
            .toList();
    assertThat(keys).containsAll(BINARY).containsAll(UNSEEN);
    for (String key : keys) {
      try (Dataset data = opened(key)) {
        assertThat(data.name()).isEqualTo(key);
        assertThat(data.unreadable()).isEmpty();
      }
    }
  }

  @Test
  void pixelsOfBinaryFilesAreThoseThatWereGenerated() throws IOException {
    for (String key : BINARY) {
      try (Dataset data = opened(key)) {
        int side = data.info(0).width();
        GeneratedImages images = new GeneratedImages(400, side, 10);
        boolean grey = key.equals("fashion-mnist");
        // The first test image is the fourth of its class; training images come first.
        int tests =
            (int) IntStream.range(0, data.size()).filter(i -> isOf(data, i, "train")).count();
        assertThat(tests).isEqualTo(240);
        for (int[] pair : new int[][] {{0, 0}, {30, 40}, {239, 309}, {tests, 30}}) {
          assertThat(data.info(pair[0]).label()).as(key).isEqualTo(images.info(pair[1]).label());
          for (int channel = 0; channel < 3; channel++) {
            assertThat(data.load(pair[0]).at(7, side - 2, channel))
                .as(key)
                .isEqualTo(images.load(pair[1]).at(7, side - 2, grey ? 1 : channel));
          }
        }
      }
    }
  }

  @Test
  void stl10HasImagesWithoutALabel() throws IOException {
    try (Dataset all = opened("stl10");
        Dataset labelled = opened("stl10-labelled")) {
      assertThat(all.size()).isEqualTo(400);
      assertThat(all.labelled()).isFalse();
      assertThat(IntStream.range(0, 400).filter(i -> isOf(all, i, "unlabeled")).count())
          .isEqualTo(80);
      assertThat(labelled.name()).isEqualTo("stl10");
      assertThat(labelled.size()).isEqualTo(320);
      assertThat(labelled.labelled()).isTrue();
    }
  }

  @Test
  void testClassesAreNotThoseOfTraining() throws IOException {
    for (String key : UNSEEN) {
      try (Dataset data = opened(key)) {
        assertThat(labels(data, "train")).as(key).containsExactly(0, 1, 2, 3, 4);
        assertThat(labels(data, "test")).as(key).containsExactly(5, 6, 7, 8, 9);
      }
    }
  }

  @Test
  void filesAreAlwaysTheSameAndWrittenOnce() throws IOException {
    List<String> keys = List.of("cars196", "stl10", "fashion-mnist", "emoji");
    Path other = folder.resolve("other");
    SmokeImages.written(folder, keys);
    Map<Path, String> first = hashes(folder);
    SmokeImages.written(other, keys);
    assertThat(hashes(other)).isEqualTo(first);
    Path changed = folder.resolve("stl10/train_y.bin");
    Files.write(changed, new byte[240]);
    SmokeImages.written(folder, keys);
    assertThat(changed).hasBinaryContent(new byte[240]);
  }

  private static Map<Path, String> hashes(Path folder) throws IOException {
    Map<Path, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(folder.relativize(file), Digests.content(Files.readAllBytes(file)));
      }
    }
    return hashes;
  }

  private static boolean isOf(Dataset data, int index, String part) {
    return data.info(index).split().filter(part::equals).isPresent();
  }

  private static List<Integer> labels(Dataset data, String part) {
    return IntStream.range(0, data.size())
        .filter(i -> isOf(data, i, part))
        .mapToObj(i -> data.info(i).label().orElseThrow())
        .distinct()
        .sorted()
        .toList();
  }
}
