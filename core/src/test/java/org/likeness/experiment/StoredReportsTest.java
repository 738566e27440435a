package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.DataFingerprint;
import org.likeness.data.source.DataOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.io.Json;
import org.likeness.option.OptionRecords;
import org.likeness.run.RunLayout;

/** A report is kept for what it was measured with, and for nothing else. */
final class StoredReportsTest {
  @TempDir private Path folder;

  private static Measure measure(String kind, List<Integer> k, Optional<FeatureKind> features) {
    MeasureKind of = MeasureKind.named(kind);
    Record options = kind.equals("knn") ? OptionRecords.with(of.defaults(), "k", k) : of.defaults();
    return new Measure("any", of, options, features, Optional.empty(), List.of("last"), Map.of());
  }

  private static Measure knn(int... k) {
    return measure("knn", java.util.Arrays.stream(k).boxed().toList(), Optional.empty());
  }

  private static Optional<DataFingerprint> images(String hash) {
    return Optional.of(new DataFingerprint("images", 3, 3, 1, hash));
  }

  private Path file(
      Measure measure, String network, boolean pixels, Optional<DataFingerprint> images) {
    return StoredReports.file(new RunLayout(folder), measure, network, pixels, images);
  }

  @Test
  void whateverDiffersHasAnotherFile() {
    List<Path> files =
        List.of(
            file(knn(5), "last", false, Optional.empty()),
            file(knn(1), "last", false, Optional.empty()),
            file(knn(1, 5), "last", false, Optional.empty()),
            file(measure("spread", List.of(), Optional.empty()), "last", false, Optional.empty()),
            file(
                measure("knn", List.of(5), Optional.of(FeatureKind.BACKBONE)),
                "last",
                false,
                Optional.empty()),
            file(knn(5), "best", false, Optional.empty()),
            file(knn(5), "1", false, Optional.empty()),
            file(knn(5), "12", false, Optional.empty()),
            file(knn(5), "last", true, Optional.empty()),
            file(knn(5), "last", false, images("aa")),
            file(knn(5), "last", false, images("ab")));
    assertThat(files).doesNotHaveDuplicates();
    assertThat(files).allMatch(file -> file.startsWith(folder.resolve("evaluations/experiments")));
  }

  /** The usual features are these features, and a name in a file is no part of a measurement. */
  @Test
  void whatIsTheSameHasTheSameFile() {
    assertThat(
            file(
                measure("knn", List.of(5), Optional.of(FeatureKind.HEAD)),
                "last",
                false,
                images("aa")))
        .isEqualTo(file(knn(5), "last", false, images("aa")));
  }

  @Test
  void otherImagesAreMeasuredAgainAndTheSameAreNot() throws IOException {
    List<String> measured = new ArrayList<>();
    RunMeasure counting =
        (run, measure, network, pixels, images, heard) -> {
          measured.add(network + images.map(DataOptions::source).orElse(""));
          return Report.of(
              "knn", Json.object().put("images", measured.size()).put("protocol", "p"));
        };
    StoredReports reports =
        new StoredReports(
            counting, images -> new DataFingerprint("any", 3, 3, 1, images.source() + "-hash"));
    assertThat(report(reports, "last", "").images()).isEqualTo(1);
    assertThat(report(reports, "last", "a").images()).isEqualTo(2);
    assertThat(report(reports, "last", "b").images()).isEqualTo(3);
    assertThat(report(reports, "best", "b").images()).isEqualTo(4);
    assertThat(report(reports, "last", "a").images()).isEqualTo(2);
    assertThat(report(reports, "last", "").images()).isEqualTo(1);
    assertThat(measured).containsExactly("last", "lasta", "lastb", "bestb");
    Path file = file(knn(5), "last", false, Optional.empty());
    Files.writeString(file, "{\"images\": 3}");
    assertThatThrownBy(() -> report(reports, "last", ""))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " is damaged: ")
        .hasMessageEndingWith("; delete it, and it is measured again");
  }

  private Report report(StoredReports reports, String network, String source) {
    return reports.measure(
        new RunLayout(folder),
        knn(5),
        network,
        false,
        Optional.of(source)
            .filter(text -> !text.isEmpty())
            .map(text -> DataOptions.defaults().withSource(text)),
        FeatureProgress.NONE);
  }
}
