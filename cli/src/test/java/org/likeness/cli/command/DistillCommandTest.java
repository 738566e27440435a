package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.classifier.Classifier;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;

/** {@code distill}: from a supervised run to a student without labels of its own. */
final class DistillCommandTest {
  private static final List<String> SMALL =
      List.of(
          "--recipe",
          "small",
          "--set",
          "backbone.width=4",
          "--set",
          "view.size=16",
          "--set",
          "train.batch=8",
          "--set",
          "train.epochs=1",
          "--set",
          "train.warmup-epochs=0",
          "--set",
          "train.workers=1",
          "--set",
          "train.threads=1");

  @TempDir private Path folder;

  private static Outcome run(String... first) {
    return Outcome.of(Stream.concat(Stream.of(first), SMALL.stream()).toArray(String[]::new));
  }

  private Path withoutClasses(Path pictures) throws IOException {
    Path flat = Files.createDirectories(folder.resolve("flat"));
    try (Stream<Path> files = Files.walk(pictures)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, flat.resolve(file.getParent().getFileName() + "-" + file.getFileName()));
      }
    }
    return flat;
  }

  @Test
  void aStudentIsARunThatNamesItsTeacher() throws IOException {
    String pictures = Pictures.coloured(folder.resolve("pictures"), 14).toString();
    String teacher = folder.resolve("teacher").toString();
    String student = folder.resolve("student").toString();
    Outcome taught =
        run("pretrain", "--method", "supervised", "--data", pictures, "--out", teacher);
    assertThat(taught.exitCode()).as(taught.err()).isZero();
    Outcome distilled = run("distill", teacher, "--data", pictures, "--out", student);
    assertThat(distilled.exitCode()).as(distilled.err()).isZero();
    assertThat(distilled.out())
        .contains("class probabilities of the classifier of " + teacher + ".")
        .contains("Wrote " + student);
    assertThat(Files.readString(Path.of(student, "recipe.yaml"))).contains("teacher: ", teacher);
    assertThat(Path.of(student, "classifier.safetensors")).exists();

    String unlabelled = withoutClasses(Path.of(pictures)).toString();
    String other = folder.resolve("other").toString();
    assertThat(run("distill", teacher, "--data", unlabelled, "--out", other).exitCode()).isZero();
    assertThat(Classifier.load(Path.of(other)).layers().names())
        .isEqualTo(Classifier.load(Path.of(teacher)).layers().names())
        .doesNotContain("0");

    assertThat(run("distill", teacher, "--data", pictures, "--method", "byol").err())
        .contains(
            "--method byol cannot learn from a teacher: distill trains supervised, leave --method out");

    Files.delete(Path.of(teacher, "classifier.safetensors"));
    Outcome refused = run("distill", teacher, "--data", pictures);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Error: "
                + teacher
                + " has no classifier.safetensors: a supervised run writes one, and so does `./likeness evaluate linear`");
    Outcome named =
        run(
            "pretrain",
            "--method",
            "supervised",
            "--data",
            pictures,
            "--out",
            folder.resolve("none").toString(),
            "--set",
            "options.teacher=" + teacher);
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err())
        .contains("options.teacher of " + teacher + " cannot be used: " + teacher + " has no");
  }
}
