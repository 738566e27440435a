package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;
import org.likeness.collection.DuplicateGroup;
import org.likeness.collection.DuplicateGroup.Member;

/** Commands on a collection: duplicates, leaks, outliers, cluster, select, export, classify. */
final class CollectionCommandsTest {
  @TempDir static Path folder;
  private static String encoder = "";
  private static String pictures = "";
  private static String table = "";

  @BeforeAll
  static void embed() throws IOException {
    encoder = Pictures.encoder(folder).toString();
    pictures = Pictures.coloured(folder.resolve("pictures"), 4).toString();
    Files.copy(Path.of(pictures, "red", "0.png"), Path.of(pictures, "red", "copy.png"));
    table = folder.resolve("table").toString();
    Outcome outcome = Outcome.of("embed", encoder, "--data", pictures, "--out", table, "--quiet");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static JsonNode json(String... call) throws IOException {
    Outcome outcome = Outcome.of(call);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }

  @Test
  void duplicatesAreGroupedAndWritten() throws IOException {
    String csv = file("duplicates.csv");
    String sheet = file("duplicates.png");
    Outcome outcome =
        Outcome.of("duplicates", table, "--threshold", "0.9999999", "--out", csv, "--sheet", sheet);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .startsWith(
            "1 group of duplicates, 2 images, of which 1 could go, at similarity 0.9999999 or")
        .contains("Other thresholds would give:\nthreshold  groups  could go\n")
        .contains("red/0.png")
        .contains("Wrote " + csv + ": group, keep, id, width, height, similarity, lowest.\n")
        .contains("Wrote " + sheet + ".\n");
    assertThat(Files.readString(Path.of(csv)))
        .isEqualTo(
            "group,keep,id,width,height,similarity,lowest\n"
                + "1,yes,red/0.png,24,24,1.000000,1.000000\n"
                + "1,no,red/copy.png,24,24,1.000000,1.000000\n");
    assertThat(Path.of(sheet)).isNotEmptyFile();
    assertThat(
            Outcome.of(
                    "duplicates", table, "--threshold", "0.9999999", "--out", csv, "--sheet", sheet)
                .out())
        .contains("Replaced " + csv + ": group", "Replaced " + sheet + ".\n");
  }

  @Test
  void copiesThatAreNotDrawnAreCounted() {
    List<Member> members = new ArrayList<>();
    for (int row = 0; row < ReportCommand.TILES_DRAWN + 1; row++) {
      members.add(new Member(row, 0.99));
    }
    assertThat(DuplicatesCommand.label(new DuplicateGroup(members, 0.9876)))
        .isEqualTo("lowest 0.988");
    members.add(new Member(99, 0.98));
    assertThat(DuplicatesCommand.label(new DuplicateGroup(members, 0.98)))
        .isEqualTo("lowest 0.980, 1 more");
  }

  @Test
  void imagesThatWereMovedAreAskedFor() throws IOException {
    Path there = Pictures.coloured(folder.resolve("there"), 2);
    String own = file("there.table");
    assertThat(Outcome.of("embed", encoder, "--data", there.toString(), "--out", own).exitCode())
        .isZero();
    Path moved = Files.move(there, folder.resolve("moved"));
    String[] call = {"duplicates", own, "--threshold", "0.9"};
    assertThat(Outcome.of(call).err())
        .isEqualTo(
            "Error: there is no file or folder "
                + there
                + "; if the images were moved, say where they are by --data DIR.\n");
    assertThat(
            Outcome.of("duplicates", own, "--threshold", "0.9", "--data", moved.toString())
                .exitCode())
        .isZero();
    assertThat(Outcome.of("leaks", own, own, "--encoder", encoder).err())
        .isEqualTo(
            "Error: there is no file or folder "
                + there
                + "; the images are needed for the threshold and for --sheet, so embed them where they are now, or give --threshold and no --sheet.\n");
    assertThat(Outcome.of("leaks", own, own, "--threshold", "0.9").exitCode()).isZero();
  }

  @Test
  void leaksTakesNoData() {
    assertThat(Outcome.of("leaks", "--help").out())
        .contains("--set KEY=VALUE", "--encoder RUN")
        .doesNotContain("--data");
    assertThat(Outcome.of("duplicates", "--help").out()).contains("--data DIR");
    assertThat(Outcome.of("leaks", table, table, "--data", pictures).err())
        .isEqualTo(
            "Error: leaks takes no --data: name two tables, or two folders of images with --encoder RUN.\n");
    assertThat(Outcome.of("leaks", table, table, pictures).err())
        .startsWith("Error: unexpected argument " + pictures + ".\n");
    assertThat(Outcome.of("leaks", table, table, "--dta", pictures).err())
        .startsWith("Error: unknown option --dta.\n");
  }

  @Test
  void tablesOfDifferentEncodersAreNamed() throws IOException {
    String other = Pictures.encoder(Files.createDirectory(folder.resolve("other")), 2).toString();
    String own = file("other.table");
    assertThat(Outcome.of("embed", other, "--data", pictures, "--out", own).exitCode()).isZero();
    assertThat(Outcome.of("leaks", table, own, "--threshold", "0.9").err())
        .startsWith("Error: " + table + " and " + own + " are of different encoders or features (");
  }

  @Test
  void theThresholdIsCalibratedWhereTheEncoderIsKnown() throws IOException {
    JsonNode json = json("duplicates", table, "--encoder", encoder, "--json");
    assertThat(json.path("threshold").asDouble()).isBetween(-1.0, 1.001);
    assertThat(json.path("recall").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.path("falseAlarms").asDouble()).isLessThanOrEqualTo(0.01);
    assertThat(json.path("thresholds").size()).isBetween(1, 6);
    String typed = ReportCommand.threshold(json.path("threshold").asDouble());
    assertThat(typed).matches("-?[01]\\.\\d{3,6}");
    JsonNode again = json("duplicates", table, "--threshold", typed, "--json");
    assertThat(again.path("couldGo")).as("as printed").isEqualTo(json.path("couldGo"));
    JsonNode found = json("duplicates", table, "--json");
    assertThat(found).as("the encoder is where it made the table").isEqualTo(json);
    Path away = Files.move(Path.of(encoder), Path.of(encoder + ".away"));
    Outcome unknown = Outcome.of("duplicates", table);
    Files.move(away, Path.of(encoder));
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith("Error: the encoder of the table " + table + " (hash ")
        .endsWith(
            ") is not among the runs in runs: name its run or file with --encoder, or give --threshold.\n");
  }

  @Test
  void aRunWithImagesNeedsNoTable() throws IOException {
    JsonNode json =
        json("duplicates", encoder, "--data", pictures, "--threshold", "0.9999999", "--json");
    assertThat(json.path("couldGo").asInt()).isEqualTo(1);
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(
              left.filter(path -> path.getFileName().toString().startsWith("likeness-table"))
                  .filter(CollectionCommandsTest::isOfThisTest))
          .isEmpty();
    }
  }

  /** Other processes have such folders too. */
  private static boolean isOfThisTest(Path table) {
    try {
      return Files.readString(table.resolve("table.json")).contains(pictures);
    } catch (IOException e) { // it was removed
      return false;
    }
  }

  @Test
  void leaksBetweenFoldersAreFound() throws IOException {
    Path test = Files.createDirectories(folder.resolve("test"));
    Files.copy(Path.of(pictures, "blue", "2.png"), test.resolve("stolen.png"));
    String csv = file("leaks.csv");
    JsonNode json =
        json(
            "leaks",
            table,
            test.toString(),
            "--encoder",
            encoder,
            "--threshold",
            "0.9999999",
            "--out",
            csv,
            "--json");
    assertThat(json.path("leaks").asInt()).isEqualTo(1);
    assertThat(Files.readString(Path.of(csv)))
        .isEqualTo("test,train,similarity\nstolen.png,blue/2.png,1.000000\n");
    assertThat(Outcome.of("leaks", table, test.toString()).err())
        .isEqualTo(
            "Error: "
                + test
                + " is not an embedding table: name tables that embed wrote, or folders of images with --encoder RUN.\n");
  }

  @Test
  void outliersClustersAndSelections() throws IOException {
    String csv = file("outliers.csv");
    JsonNode outliers =
        json("outliers", table, "-k", "3", "--out", csv, "--sheet", file("o.png"), "--json");
    assertThat(outliers.path("images").asInt()).isEqualTo(13);
    assertThat(Files.readAllLines(Path.of(csv))).hasSize(14);
    JsonNode clusters =
        json("cluster", table, "-k", "3", "--out", csv, "--sheet", file("c.png"), "--json");
    assertThat(clusters.path("clusters").size()).isEqualTo(3);
    assertThat(Files.readAllLines(Path.of(csv))).hasSize(14);
    JsonNode selected =
        json("select", table, "-n", "4", "--out", csv, "--sheet", file("s.png"), "--json");
    assertThat(selected.path("selected").size()).isEqualTo(4);
    assertThat(selected.path("radius").asDouble())
        .isLessThanOrEqualTo(selected.path("randomRadius").asDouble() + 1e-6);
    assertThat(selected.path("distance").asText()).isEqualTo("euclidean");
    assertThat(Outcome.of("select", table, "-n", "4").out())
        .startsWith("Selected 4 of 13 images: covering radius ")
        .contains(" by Euclidean distance (every image has a similarity of ");
    for (String sheet : List.of("o.png", "c.png", "s.png")) {
      assertThat(Path.of(file(sheet))).isNotEmptyFile();
    }
    assertThat(Outcome.of("select", table, "-n", "14").err())
        .isEqualTo("Error: the number of images to select must be in [1, 13] but is 14.\n");
    assertThat(Outcome.of("cluster", table, "-k", "0").err())
        .isEqualTo("Error: -k must be at least 1 but is 0.\n");
  }

  @Test
  void tablesAreExported() throws IOException {
    String parquet = file("table.parquet");
    Outcome outcome = Outcome.of("export", table, "--to", "parquet", "--out", parquet, "--quiet");
    assertThat(outcome.out()).startsWith("Wrote " + parquet + ": 13 rows of 8 values, ");
    assertThat(Files.readString(Path.of(parquet), java.nio.charset.StandardCharsets.ISO_8859_1))
        .startsWith("PAR1")
        .endsWith("PAR1");
    assertThat(Outcome.of("export", table, "--to", "parquet", "--out", parquet).out())
        .startsWith("Replaced " + parquet + ": 13 rows of 8 values, ");
    assertThat(Outcome.of("export", table, "--to", "csv", "--out", file("t.csv")).exitCode())
        .isZero();
    assertThat(Files.readAllLines(Path.of(file("t.csv")))).hasSize(14);
    assertThat(Outcome.of("export", pictures, "--out", parquet))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: "
                    + pictures
                    + " is not an embedding table: name the folder that embed wrote.\n"));
  }

  @Test
  void imagesAreClassifiedByLabelledNeighbours() throws IOException {
    String image = Path.of(pictures, "green", "1.png").toString();
    JsonNode json =
        json("classify", encoder, image, "--table", table, "-k", "3", "--top", "2", "--json");
    assertThat(json.path("by").asText()).isEqualTo("neighbours");
    JsonNode found = json.path("images").get(0);
    assertThat(found.path("answers").get(0).path("class").asText()).isEqualTo("green");
    assertThat(found.path("reasons").get(0).path("id").asText()).isEqualTo("green/1.png");
    String csv = file("classes.csv");
    JsonNode all =
        json(
            "classify",
            encoder,
            "--data",
            pictures,
            "--table",
            table,
            "-k",
            "1",
            "--out",
            csv,
            "--json");
    assertThat(all.path("classified").asInt()).isEqualTo(13);
    assertThat(all.path("agree").asDouble()).isEqualTo(1);
    assertThat(Files.readAllLines(Path.of(csv))).hasSize(14);
    assertThat(Outcome.of("classify", encoder, image).err())
        .isEqualTo(
            "Error: an encoder's file has no labelled images: name a run, or labelled images with --table TABLE.\n");
    assertThat(Outcome.of("classify", encoder, "--table", table).err())
        .isEqualTo("Error: there is no image: name image files, or a folder with --data DIR.\n");
  }

  @Test
  void embedFollowsAFolderThatChanges() throws IOException {
    String changing = Pictures.coloured(folder.resolve("changing"), 2).toString();
    String own = file("own.table");
    String[] call = {"embed", encoder, "--data", changing, "--out", own, "--quiet"};
    assertThat(Outcome.of(call).out()).isEqualTo("Wrote " + own + ": 6 vectors of 8 values.\n");
    Files.move(Path.of(changing, "red", "0.png"), Path.of(changing, "red", "moved.png"));
    Files.delete(Path.of(changing, "blue", "1.png"));
    Files.copy(Path.of(pictures, "blue", "3.png"), Path.of(changing, "blue", "3.png"));
    assertThat(Outcome.of(call).out())
        .isEqualTo(
            "Updated "
                + own
                + ": 6 vectors of 8 values; 1 new, 0 changed, 1 moved, 1 gone, 4 kept; 1 vector computed.\n");
    assertThat(Outcome.of(call).out())
        .isEqualTo("Already complete: " + own + ": 6 vectors of 8 values.\n");
  }
}
