package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;

final class AugmentCommandTest {
  @TempDir Path folder;

  @Test
  void aSheetIsDrawn() throws IOException {
    String pictures = Pictures.coloured(folder.resolve("pictures"), 2).toString();
    Path few = folder.resolve("few.png");
    Path more = folder.resolve("more.png");
    Path again = folder.resolve("again.png");
    Path other = folder.resolve("other.png");
    assertThat(
            Outcome.of(
                "augment", "--data", pictures, "-n", "2", "--views", "3", "--out", few.toString()))
        .isEqualTo(
            new Outcome(
                0,
                "Wrote "
                    + few
                    + ": 2 images, 3 views of each.\nNext: ./likeness pretrain --data "
                    + pictures
                    + "\n",
                ""));
    assertThat(
            Outcome.of(
                    "augment",
                    "--data",
                    pictures,
                    "-n",
                    "9",
                    "--views",
                    "5",
                    "--out",
                    more.toString(),
                    "-q")
                .out())
        .isEqualTo("Wrote " + more + ": 6 images, 5 views of each.\n");
    BufferedImage small = ImageIO.read(few.toFile());
    BufferedImage large = ImageIO.read(more.toFile());
    assertThat(large.getWidth()).isGreaterThan(small.getWidth());
    assertThat(large.getHeight()).isGreaterThan(small.getHeight());
    Outcome.of("augment", "--data", pictures, "-n", "2", "--views", "3", "--out", again.toString());
    Outcome.of(
        "augment",
        "--data",
        pictures,
        "-n",
        "2",
        "--views",
        "3",
        "--seed",
        "5",
        "--out",
        other.toString());
    assertThat(again).hasSameBinaryContentAs(few);
    assertThat(Files.mismatch(few, other)).isNotNegative();
  }

  @Test
  void theViewsAreThoseOfTheMethod() throws IOException {
    String pictures = Pictures.coloured(folder.resolve("pictures"), 2).toString();
    List<Path> sheets = new ArrayList<>();
    for (String method : List.of("invaspread", "instdisc")) {
      Path sheet = folder.resolve(method + ".png");
      Outcome outcome =
          Outcome.of(
              "augment",
              "--data",
              pictures,
              "--method",
              method,
              "--views",
              "2",
              "--out",
              sheet.toString());
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out()).endsWith(" --method " + method + "\n");
      sheets.add(sheet);
    }
    // The first view is the same; the second is InvaSpread's other view and InstDisc's next epoch.
    BufferedImage two = ImageIO.read(sheets.get(0).toFile());
    BufferedImage one = ImageIO.read(sheets.get(1).toFile());
    assertThat(two.getWidth()).isEqualTo(one.getWidth());
    assertThat(Files.mismatch(sheets.get(0), sheets.get(1))).isNotNegative();
  }

  /** White lines between patches; colours that are not jittered. */
  @Test
  void patchesAndLabViewsAreDrawn() throws IOException {
    String pictures = Pictures.coloured(folder.resolve("pictures"), 2).toString();
    for (String method : List.of("cpc", "cmc")) {
      Path sheet = folder.resolve(method + ".png");
      Outcome outcome =
          Outcome.of(
              "augment",
              "--data",
              pictures,
              "--set",
              "method=" + method,
              "--set",
              "view.size=32",
              "--views",
              "2",
              "--out",
              sheet.toString());
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(ImageIO.read(sheet.toFile()).getWidth()).isGreaterThan(200);
    }
    assertThat(Files.mismatch(folder.resolve("cpc.png"), folder.resolve("cmc.png")))
        .isNotNegative();
  }

  /** Two large crops and nine local ones are more than the usual eight. */
  @Test
  void allViewsOfAnEpochAreDrawnAndALocalCropThatIsTooLargeIsNot() {
    String pictures = Pictures.coloured(folder.resolve("pictures"), 2).toString();
    Path sheet = folder.resolve("swav.png");
    List<String> call =
        List.of("augment", "--data", pictures, "--set", "method=swav", "--out", sheet.toString());
    assertThat(with(call, "options.local.count=9").out())
        .startsWith("Wrote " + sheet + ": 6 images, 11 views of each.");
    assertThat(with(call, "options.local.size=33"))
        .isEqualTo(
            new Outcome(
                2, "", "Error: options.local.size must be at most view.size, 32, but is 33.\n"));
  }

  private static Outcome with(List<String> call, String setting) {
    List<String> all = new ArrayList<>(call);
    all.addAll(List.of("--set", setting));
    return Outcome.of(all.toArray(new String[0]));
  }

  @Test
  void wrongCallsAreExplained() {
    String pictures = Pictures.coloured(folder.resolve("pictures"), 2).toString();
    String out = folder.resolve("views.png").toString();
    assertThat(Outcome.of("augment", "--data", "007", "--out", out).err())
        .contains("no data set or folder named 007;");
    assertThat(Outcome.of("augment", "--data", pictures, "--out", out, "--views", "0"))
        .isEqualTo(new Outcome(2, "", "Error: --views must be in [1, 100] but is 0.\n"));
    assertThat(
            Outcome.of("augment", "--data", pictures, "--out", out, "--set", "view.flop=1").err())
        .startsWith("Error: setting view.flop=1: unknown key view.flop, did you mean view.flip?");
    assertThat(Outcome.of("augment", "--data", pictures, "--out", out, "--recipe", "smal"))
        .isEqualTo(new Outcome(2, "", "Error: there is no recipe 'smal', did you mean small?\n"));
    assertThat(
            Outcome.of("augment", "--data", pictures, "--out", out, "--recipe", "no/such.yaml")
                .err())
        .isEqualTo("Error: recipe no/such.yaml cannot be read: no such file or folder.\n");
  }
}
