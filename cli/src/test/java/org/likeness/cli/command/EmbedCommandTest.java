package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;
import org.likeness.table.EmbeddingTable;

final class EmbedCommandTest {
  @TempDir Path folder;

  private String encoder = "";
  private String pictures = "";
  private Path out = Path.of("");

  @BeforeEach
  void prepare() {
    encoder = Pictures.encoder(folder).toString();
    pictures = Pictures.coloured(folder.resolve("pictures"), 3).toString();
    out = folder.resolve("table");
  }

  @Test
  void aTableIsWritten() {
    Outcome outcome =
        Outcome.of("embed", encoder, "--data", pictures, "--out", out.toString(), "--quiet");
    assertThat(outcome)
        .isEqualTo(new Outcome(0, "Wrote " + out + ": 9 vectors of 8 values.\n", ""));
    EmbeddingTable table = EmbeddingTable.open(out);
    assertThat(table.size()).isEqualTo(9);
    assertThat(table.dimension()).isEqualTo(8);
  }

  @Test
  void tooManyPicturesThatCannotBeDecodedStopIt() throws IOException {
    // A header that promises a picture, without one.
    byte[] whole = Files.readAllBytes(Path.of(pictures, "red", "0.png"));
    Files.write(Path.of(pictures, "red", "9.png"), Arrays.copyOf(whole, 60));
    Outcome outcome =
        Outcome.of(
            "embed", encoder, "--data", pictures, "--out", out.toString(), "--half", "--json");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith(
            "Error: 1 of the 10 images of pictures cannot be decoded, more than the allowed share of 5 %: red/9.png");
    assertThat(outcome.err().strip()).endsWith("fix or remove them, or raise data.max-skipped.");
    assertThat(new ObjectMapper().readTree(outcome.out()).path("exitCode").asInt()).isEqualTo(1);
    Outcome raised =
        Outcome.of(
            "embed",
            encoder,
            "--data",
            pictures,
            "--out",
            out.toString(),
            "--half",
            "--quiet",
            "--set",
            "data.max-skipped=0.1");
    assertThat(raised.exitCode()).as(raised.err()).isZero();
    assertThat(raised.out()).isEqualTo("Wrote " + out + ": 9 vectors of 8 values.\n");
  }

  /** The images are found from any working folder, and a folder is one however it is written. */
  @Test
  void theTableKeepsTheWholePath() {
    String relative = Path.of("").toAbsolutePath().relativize(Path.of(pictures)).toString();
    Outcome.of("embed", encoder, "--data", relative, "--out", out.toString());
    assertThat(EmbeddingTable.open(out).info().data()).isEqualTo(pictures);
    Outcome again = Outcome.of("embed", encoder, "--data", pictures, "--out", out.toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
  }

  @Test
  void aTableThatIsThereIsComplete() {
    String[] call = {"embed", encoder, "--data", pictures, "--out", out.toString(), "--quiet"};
    assertThat(Outcome.of(call).out()).startsWith("Wrote ");
    assertThat(Outcome.of(call))
        .isEqualTo(new Outcome(0, "Already complete: " + out + ": 9 vectors of 8 values.\n", ""));
  }

  @Test
  void jsonSaysWhatWasWritten() throws JsonProcessingException {
    Outcome outcome =
        Outcome.of(
            "embed",
            encoder,
            "--data",
            pictures,
            "--out",
            out.toString(),
            "--half",
            "--features",
            "backbone",
            "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.path("rows").asInt()).isEqualTo(9);
    assertThat(json.path("dimension").asInt()).isEqualTo(32);
    assertThat(json.path("features").asText()).isEqualTo("backbone");
    assertThat(json.path("half").asBoolean()).isTrue();
  }

  @Test
  void whatCannotBeIsRefusedBeforeTheBar() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    for (Path place : List.of(file, file.resolve("table"))) {
      assertThat(Outcome.of("embed", encoder, "--data", pictures, "--out", place.toString()))
          .isEqualTo(
              new Outcome(
                  2,
                  "",
                  "Error: --out must be a folder but "
                      + file
                      + " is a file: choose a new or empty folder.\n"));
    }
    assertThat(
            Outcome.of(
                "embed", encoder, "--data", pictures, "--out", out.toString(), "--batch", "0"))
        .isEqualTo(new Outcome(2, "", "Error: --batch must be at least 1 but is 0.\n"));
    assertThat(Outcome.of("embed", encoder, "--data", pictures, "--out", pictures).err())
        .startsWith("Error: " + pictures + " contains other files: choose an empty or a new folder")
        .hasLineCount(1);
  }

  @Test
  void aBatchBeyondTheMemoryIsRefused() {
    Outcome outcome =
        Outcome.of(
            "embed",
            encoder,
            "--data",
            pictures,
            "--out",
            out.toString(),
            "--batch",
            "2000000000",
            "--quiet");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("Error: holding a batch of 2,000,000,000 images needs ")
        .endsWith(": lower the batch or the size of the views.\n")
        .hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunThatWasStoppedSaysHowToFinishIt() throws IOException {
    Path run = Files.createDirectories(folder.resolve("stopped"));
    Files.writeString(run.resolve("recipe.yaml"), "method: invaspread\n");
    Files.createFile(run.resolve(".lock"));
    Files.createDirectory(run.resolve("checkpoints"));
    String sentence =
        "Error: "
            + run
            + " has no encoder yet, since training is not finished: run ./likeness pretrain --resume "
            + run
            + " to finish it, sooner with --epochs N.\n";
    assertThat(Outcome.of("embed", run.toString(), "--data", pictures, "--out", out.toString()))
        .isEqualTo(new Outcome(2, "", sentence));
    assertThat(Outcome.of("evaluate", "knn", run.toString()))
        .isEqualTo(new Outcome(2, "", sentence));
  }

  @Test
  void wrongCallsAreExplained() {
    assertThat(Outcome.of("embed", encoder, "--data", pictures))
        .isEqualTo(new Outcome(2, "", "Error: missing --out FOLDER.\n"));
    assertThat(Outcome.of("embed", encoder, "--out", out.toString()))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: missing --data DIR (a folder, or a name that ./likeness datasets lists).\n"));
    Outcome none =
        Outcome.of(
            "embed",
            folder.resolve("no-run").toString(),
            "--data",
            pictures,
            "--out",
            out.toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).startsWith("Error: there is no run ").hasLineCount(1);
  }
}
