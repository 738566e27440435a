package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.run.RunLayout;
import org.likeness.verdict.Finding;
import org.likeness.verdict.Verdict;

/** What the verdict on a run takes from which of its files. */
final class RunVerdictTest {
  @TempDir private Path folder;

  @BeforeEach
  void run() throws IOException {
    write("recipe.yaml", "{train: {epochs: 6}, monitor: {every: 2, images: 99}}\n");
    write(
        "metrics.jsonl",
        """
        {"event":"epoch","epoch":2,"spread":0.31,"measured":20,"metrics":{"copies":0.2,"rank":8}}
        {"event":"step","epoch":3,"spread":0.9,"measured":7,"metrics":{"copies":0.9,"rank":90}}
        {"event":"epoch","epoch":3,"spread":0.32}
        {"event":"epoch","epoch":4,"spread":0.33,"measured":20,"metrics":{"copies":0.3,"rank":9}}
        {"event":"epoch","epoch":6,"spread":0.34,"measured":20,"metrics":{"copies":0.8,"rank":7},"intervals":{"rank":[5.5,8.5]}}
        """);
    write("summary.json", summary(column(0.1, 40), column(0.25, 40), column(0.75, 40)));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String column(double found, int images) {
    return "{\"copies\": {\"top1\": %s, \"images\": %d}}".formatted(found, images);
  }

  private static String summary(String... columns) {
    return "{\"epoch\": 6, \"columns\": [%s]}".formatted(String.join(", ", columns));
  }

  /** Of raw pixels nothing is asked, and of metrics those of epochs alone. */
  @Test
  void theUntrainedAndTheTrainedNetworkAreCompared() {
    Verdict verdict = RunVerdict.of(new RunLayout(folder));
    assertThat(verdict.finding()).isEqualTo(Finding.IMPROVING);
    List<String> numbers = verdict.numbers();
    assertThat(numbers).hasSize(4);
    assertThat(numbers.get(0))
        .startsWith(
            "altered copies that find their original: 25.0 % before, 75.0 % after training (+50.0 points")
        .endsWith("40 test images)");
    assertThat(numbers.get(1))
        .startsWith(
            "copies in the last 2 epochs +50.0 points against the 2 before, on 20 validation images");
    assertThat(numbers.get(2))
        .startsWith("effective rank 7.0, 95 % 5.5 to 8.5, on the validation images ");
    assertThat(numbers.get(3)).startsWith("spread of the training images' embeddings 0.34 ");
  }

  @Test
  void theTrainedNetworkIsTheLastColumn() throws IOException {
    write(
        "summary.json",
        summary(column(0.1, 40), column(0.25, 40), column(0.5, 40), column(0.75, 40)));
    assertThat(RunVerdict.of(new RunLayout(folder)).numbers().get(0)).contains(" 75.0 % after ");
    write("summary.json", summary(column(0.1, 40), column(0.25, 40)));
    refused("has no altered copies before and after training");
  }

  @Test
  void anIntervalThatDoesNotHoldTheRankIsNotUsed() throws IOException {
    Path metrics = folder.resolve("metrics.jsonl");
    for (String bad : List.of("[7.5,8.5]", "[\"NaN\",\"NaN\"]", "[5.5]", "[1,6]")) {
      run();
      write("metrics.jsonl", Files.readString(metrics).replace("[5.5,8.5]", bad));
      assertThat(RunVerdict.of(new RunLayout(folder)).numbers().get(2))
          .as(bad)
          .startsWith("effective rank 7.0 on the validation images ");
    }
  }

  @Test
  void withoutCopiesThereIsNoVerdict() throws IOException {
    for (String bad : new String[] {"{}", column(0.5, 0), "{\"copies\": {\"images\": 40}}"}) {
      for (int place = 1; place <= 2; place++) {
        String[] columns = {column(0.1, 40), column(0.25, 40), column(0.75, 40)};
        columns[place] = bad;
        write("summary.json", summary(columns));
        refused("has no altered copies before and after training");
      }
    }
  }

  @Test
  void anUnfinishedRunIsToldToBeResumed() throws IOException {
    Files.delete(folder.resolve("summary.json"));
    refused(" has no usable summary.json: finish the run with ./likeness pretrain --resume ");
  }

  private void refused(String says) {
    assertThatThrownBy(() -> RunVerdict.of(new RunLayout(folder)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(says);
  }
}
