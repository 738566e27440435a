package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;

final class ResultFileTest {
  @TempDir private Path folder;

  private static ResultLine line(String row, long seed, String network, String measure, double of) {
    return new ResultLine(
        "tiny",
        row,
        seed,
        network,
        "3",
        measure,
        of,
        OptionalDouble.of(of - 0.125),
        OptionalDouble.empty(),
        "identity, with a comma",
        "commit",
        "1 processor, of some kind");
  }

  @Test
  void aValueOfTheSameNetworkAndMeasureIsReplaced() {
    ResultFile file = new ResultFile(folder.resolve("results.csv"));
    assertThat(file.read()).isEmpty();
    ResultLine first = line("hard", 0, "last", "knn", 0.5);
    List<ResultLine> others =
        List.of(
            line("hard", 1, "last", "knn", 0.5),
            line("hard", 0, "best", "knn", 0.5),
            line("hard", 0, "last", "svm", 0.5),
            line("easy", 0, "last", "knn", 0.5));
    file.add(List.of(first));
    file.add(others);
    assertThat(file.read()).hasSize(5).startsWith(first).endsWith(others.get(3));
    ResultLine again = line("hard", 0, "last", "knn", 0.625);
    file.add(List.of(again));
    assertThat(file.read()).hasSize(5).startsWith(others.get(0)).endsWith(again);
  }

  /** As files had it before the machine was a column; added lines have it. */
  @Test
  void aFileWithoutMachinesIsRead() throws IOException {
    Path path = folder.resolve("results.csv");
    Files.writeString(
        path,
        """
        data,row,seed,network,epoch,measure,value,low,high,identity,commit
        tiny,hard,0,last,3,knn,0.5,0.375,,"identity, with a comma",commit
        """);
    ResultFile file = new ResultFile(path);
    assertThat(file.read()).singleElement().extracting(ResultLine::machine).isEqualTo("");
    ResultLine more = line("hard", 1, "last", "knn", 0.25);
    file.add(List.of(more));
    assertThat(file.read()).hasSize(2).endsWith(more);
    assertThat(Files.readString(path))
        .startsWith("data,row,seed,network,epoch,measure,value,low,high,identity,commit,machine\n")
        .contains("commit,\n")
        .endsWith("commit,\"1 processor, of some kind\"\n");
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    Path path = folder.resolve("results.csv");
    new ResultFile(path).add(List.of(line("hard", 0, "last", "knn", 0.5)));
    Files.writeString(path, Files.readString(path) + "tiny,hard\n");
    assertThatThrownBy(() -> new ResultFile(path).read())
        .isInstanceOf(InputException.class)
        .hasMessage(
            path
                + ", line 3, is damaged: a line must have 12 cells but has 2; delete the file, and the experiment writes it again");
  }
}
