package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;

/** {@code index} and {@code search}. */
final class SearchCommandsTest {
  @TempDir Path folder;

  private String encoder = "";
  private String pictures = "";
  private String table = "";
  private String index = "";

  @BeforeEach
  void prepare() {
    encoder = Pictures.encoder(folder).toString();
    pictures = Pictures.coloured(folder.resolve("pictures"), 3).toString();
    table = folder.resolve("photos.table").toString();
    index = folder.resolve("photos.index").toString();
    assertThat(Outcome.of("embed", encoder, "--data", pictures, "--out", table).exitCode())
        .isZero();
  }

  private Outcome index() {
    return Outcome.of("index", table, "--out", index, "--quiet");
  }

  private Outcome search(String... more) {
    List<String> call = new ArrayList<>(List.of("search", index));
    call.addAll(List.of(more));
    call.add("--quiet");
    return Outcome.of(call.toArray(new String[0]));
  }

  @Test
  void anIndexIsWrittenOnce() {
    Outcome first = index();
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .startsWith(
            "Wrote "
                + index
                + ": 9 rows of 8 values.\n  "
                + table
                + ": 9 new, 0 changed, 0 moved, 0 gone, 0 as before\nAnswers are ");
    assertThat(index().out())
        .startsWith(
            "Already complete: "
                + index
                + ": 9 rows of 8 values.\n  "
                + table
                + ": 0 new, 0 changed, 0 moved, 0 gone, 9 as before\n");
  }

  /** A table that is named twice, also by another path, is one table. */
  @Test
  void aTableIsIndexedOnce() {
    String again = folder.resolve("pictures/../photos.table").toString();
    Outcome twice = Outcome.of("index", table, again, table, "--out", index, "--quiet");
    assertThat(twice.exitCode()).as(twice.err()).isZero();
    assertThat(twice.out()).contains(": 9 rows of 8 values.", "9 new").containsOnlyOnce(" new, ");
    assertThat(search("--like", "red/0.png").exitCode()).isZero();
  }

  @Test
  void movedFilesAreSaid() throws IOException {
    index();
    Files.move(Path.of(pictures, "red", "0.png"), Path.of(pictures, "blue", "moved.png"));
    Files.delete(Path.of(pictures, "blue", "1.png"));
    assertThat(Outcome.of("embed", encoder, "--data", pictures, "--out", table).exitCode())
        .isZero();
    assertThat(index().out())
        .contains(table + ": 0 new, 0 changed, 1 moved, 1 gone, 7 as before\n");
    assertThat(search("--like", "blue/moved.png").exitCode()).isZero();
    assertThat(search("--like", "red/0.png").exitCode()).isEqualTo(2);
  }

  @Test
  void rowsAreTakenOut() throws IOException {
    index();
    Path ids = Files.writeString(folder.resolve("ids.txt"), "red/0.png\n\nblue/7.png\n");
    Outcome outcome = Outcome.of("index", "--out", index, "--remove", ids.toString(), "--quiet");
    assertThat(outcome.out()).contains(index + ": 8 rows", "  Taken out: 1 row.\n");
    assertThat(outcome.err())
        .isEqualTo("Warning: 1 id of " + ids + " is not in the index: blue/7.png.\n");
    Outcome none = Outcome.of("index", "--out", index, "--remove", ids.toString(), "--quiet");
    assertThat(none.out()).startsWith("Nothing taken out of " + index + ": 8 rows");
    assertThat(search("--like", "red/0.png"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                Outcome.error(
                    "there is no image red/0.png in " + index + ", did you mean red/1.png?")));
  }

  @Test
  void anUnknownIdIsAnsweredWithTheNearest() {
    index();
    String none = "there is no image %s in " + index;
    assertThat(search("--like", "gren/2.png").err())
        .isEqualTo(Outcome.error(none.formatted("gren/2.png") + ", did you mean green/2.png?"));
    assertThat(search("--like", "2.png").err())
        .isEqualTo(Outcome.error(none.formatted("2.png") + ", did you mean blue/2.png?"));
    assertThat(search("--like", "elsewhere").err())
        .isEqualTo(
            Outcome.error(
                none.formatted("elsewhere") + ": name it as its table does, such as blue/0.png"));
  }

  @Test
  void aRefusedTableLeavesNoFolder() {
    Path fresh = folder.resolve("new/photos.index");
    Path nowhere = folder.resolve("nowhere.table");
    assertThat(Outcome.of("index", nowhere.toString(), "--out", fresh.toString()).err())
        .isEqualTo(Outcome.error(nowhere + " is not an embedding table: it has no table.json"));
    assertThat(fresh.getParent()).doesNotExist();
  }

  @Test
  void picturesMayHaveBeenMoved() throws IOException {
    index();
    String sheet = folder.resolve("sheet.png").toString();
    String moved = Files.move(Path.of(pictures), folder.resolve("moved")).toString();
    Outcome lost = search("--like", "red/1.png", "--sheet", sheet);
    assertThat(lost.exitCode()).isEqualTo(2);
    assertThat(lost.err())
        .endsWith("; if the images were moved, say where they are by --data DIR.\n");
    Outcome found = search("--like", "red/1.png", "--sheet", sheet, "--data", moved);
    assertThat(found.exitCode()).as(found.err()).isZero();
    assertThat(found.out()).endsWith("Wrote " + sheet + ".\n");
    assertThat(search("--like", "red/1.png", "--sheet", sheet, "--data", "photos=" + moved).out())
        .endsWith("Replaced " + sheet + ".\n");
    assertThat(search("--like", "red/1.png", "--data", moved).err())
        .isEqualTo(
            Outcome.error("--data says where the pictures of a sheet are: add --sheet FILE.png"));
    assertThat(
            search("--like", "red/1.png", "--sheet", sheet, "--data", moved, "--data", moved).err())
        .isEqualTo(Outcome.error("--data names the images of the table photos twice"));
    assertThat(search("--like", "red/1.png", "--sheet", sheet, "--data", "photos=").err())
        .isEqualTo(Outcome.error("--data photos= needs a folder, as in photos=DIR"));
    Outcome elsewhere = search("--like", "red/1.png", "--sheet", sheet, "--data", table);
    assertThat(elsewhere.exitCode()).isEqualTo(2);
    assertThat(elsewhere.err()).doesNotContain("moved, say");
    String second = folder.resolve("others.table").toString();
    Outcome.of("embed", encoder, "--data", moved, "--out", second);
    Outcome.of("index", second, "--out", index);
    assertThat(search("--like", "photos:red/1.png", "--sheet", sheet, "--data", moved).err())
        .isEqualTo(
            Outcome.error(
                "the index has the tables photos, others: say whose images are in "
                    + moved
                    + ", as in --data photos=DIR"));
    Outcome both =
        search("--like", "photos:red/1.png", "--sheet", sheet, "--data", "photos=" + moved);
    assertThat(both.exitCode()).as(both.err()).isZero();
  }

  @Test
  void anImageFindsItself() throws IOException {
    index();
    String image = pictures + "/red/1.png";
    Path sheet = folder.resolve("sheet.png");
    Outcome found = search(image, "-k", "3", "--encoder", encoder, "--sheet", sheet.toString());
    assertThat(found.exitCode()).as(found.err()).isZero();
    assertThat(found.out())
        .startsWith(image + ":\n  similarity  image")
        .contains("       1.000  red/1.png  ", "Wrote " + sheet + ".\n");
    assertThat(sheet).isNotEmptyFile();
    Outcome like = Outcome.of("search", index, "--like", "red/1.png", "-k", "8", "--json");
    JsonNode hits = new ObjectMapper().readTree(like.out()).path("queries").path(0).path("hits");
    assertThat(hits).hasSize(8);
    assertThat(hits.findValuesAsText("id")).doesNotContain("red/1.png").contains("red/0.png");
    assertThat(hits.path(0).path("table").asText()).isEqualTo("photos");
    assertThat(hits.path(0).path("similarity").asDouble()).isBetween(-1.0, 1.0);
  }

  @Test
  void filtersAreApplied() throws IOException {
    index();
    Outcome found =
        Outcome.of(
            "search",
            index,
            "--like",
            "red/1.png",
            "--where",
            "label=blue",
            "--where",
            "path=*/1.png",
            "--json");
    JsonNode hits = new ObjectMapper().readTree(found.out()).path("queries").path(0).path("hits");
    assertThat(hits.findValuesAsText("id")).containsExactly("blue/1.png");
    assertThat(search("--like", "red/1.png", "--where", "label=bleu").err())
        .isEqualTo(Outcome.error("no row of the index has label=bleu, did you mean label=blue?"));
    assertThat(search("--like", "red/1.png", "--where", "lable=blue").err())
        .isEqualTo(Outcome.error("there is no column 'lable', did you mean label?"));
  }

  @Test
  void wrongCallsAreSaid() throws IOException {
    index();
    String image = pictures + "/red/1.png";
    assertThat(search("--like", "red/1.png", "-k", "9").err())
        .isEqualTo(
            Outcome.error("-k must be in [1, 8], the other rows of " + index + ", but is 9"));
    assertThat(search(image, "-k", "0").err())
        .isEqualTo(Outcome.error("-k must be at least 1 but is 0"));
    assertThat(search(image, "-k", "10", "--encoder", encoder).err())
        .isEqualTo(Outcome.error("-k must be in [1, 9], the rows of " + index + ", but is 10"));
    assertThat(search().err())
        .isEqualTo(Outcome.error("nothing to search for: name an image, or --like ID"));
    assertThat(search(folder + "/nothing.png").err())
        .isEqualTo(Outcome.error("there is no file " + folder + "/nothing.png"));
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertThat(search(text.toString(), "--encoder", encoder).err())
        .contains(text + " is not an image");
    assertThat(search(image).exitCode()).as("its encoder is where it was").isZero();
    Path away = Files.move(Path.of(encoder), folder.resolve("away"));
    assertThat(search(image).err()).contains("is not among the runs in runs: name its run or file");
    Files.move(away, Path.of(encoder));
    Path folderOfOther = Files.createDirectory(folder.resolve("other"));
    String other = Pictures.encoder(folderOfOther, 2).toString();
    Outcome refused = search(image, "--encoder", other);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith("Error: " + other + " has another encoder (hash ");
    assertThat(Outcome.of("index", table).err()).isEqualTo(Outcome.error("missing --out INDEX"));
    assertThat(Outcome.of("index", "--out", index).err())
        .isEqualTo(
            Outcome.error("nothing to do: name embedding tables, or ids with --remove FILE"));
    assertThat(Outcome.of("index", table, "--out", index, "--half").err())
        .isEqualTo(
            Outcome.error(
                index
                    + " keeps four bytes per value: --half is for a new index, choose another folder"));
  }
}
