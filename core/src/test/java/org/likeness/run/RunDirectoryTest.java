package org.likeness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;

final class RunDirectoryTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 25);

  @TempDir private Path runs;

  @Test
  void namesAreUnique() {
    assertThat(create()).isEqualTo("2026-11-25-invaspread");
    assertThat(create()).isEqualTo("2026-11-25-invaspread-2");
    assertThat(create()).isEqualTo("2026-11-25-invaspread-3");
  }

  private String create() {
    try (RunDirectory run = RunDirectory.create(runs, DAY, "InvaSpread", "method: invaspread\n")) {
      assertThat(run.recipe()).isEqualTo("method: invaspread\n");
      assertThat(run.layout().checkpoints()).isDirectory();
      assertThat(run.layout().figures()).isDirectory();
      return run.layout().name();
    }
  }

  @Test
  void isFoundByPathNameOrAsTheLast() throws IOException {
    String first = create();
    String second = create();
    Files.writeString(runs.resolve(first).resolve("metrics.jsonl"), "");
    Files.writeString(runs.resolve(second).resolve("metrics.jsonl"), "");
    Files.setLastModifiedTime(
        runs.resolve(second).resolve("metrics.jsonl"), FileTime.fromMillis(1000));
    assertThat(RunLayout.find(runs, "last").name()).isEqualTo(first);
    assertThat(RunLayout.find(runs, second).folder()).isEqualTo(runs.resolve(second));
    assertThat(RunLayout.find(runs, runs.resolve(second).toString()).folder())
        .isEqualTo(runs.resolve(second));
    assertThat(RunLayout.all(runs)).extracting(RunLayout::name).containsExactly(first, second);
  }

  @Test
  void whatIsNoRunIsSaid() throws IOException {
    assertThatThrownBy(() -> RunLayout.find(runs, "last"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no run in " + runs + ": start one with `./likeness pretrain`");
    Path nowhere = runs.resolve("nowhere");
    String reason =
        "the folder "
            + nowhere
            + " does not exist; call the command in the folder where the run was started, name the run by its path, or start one with `./likeness pretrain`";
    assertThatThrownBy(() -> RunLayout.find(nowhere, "last"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no last run: " + reason);
    assertThatThrownBy(() -> RunLayout.find(nowhere, "first"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no run 'first': " + reason);
    create();
    assertThatThrownBy(() -> RunLayout.find(runs, "2026-11-25-invaspraed"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "there is no run '2026-11-25-invaspraed' in "
                + runs
                + ", did you mean 2026-11-25-invaspread?");
    Path other = Files.createDirectory(runs.resolve("other"));
    assertThatThrownBy(() -> RunLayout.find(runs, "other"))
        .isInstanceOf(InputException.class)
        .hasMessage(other + " is not a run: it has no recipe.yaml");
    assertThatThrownBy(() -> RunDirectory.open(new RunLayout(other)))
        .isInstanceOf(InputException.class);
  }

  @Test
  void oneWriterAtATime() {
    Path folder = runs.resolve("mine");
    try (RunDirectory first = RunDirectory.create(folder, "a: 1\n")) {
      assertThatThrownBy(() -> RunDirectory.open(first.layout()))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "the run "
                  + folder
                  + " is in use by this process: close it first, or choose another name");
      assertThatThrownBy(() -> RunDirectory.create(folder, "a: 2\n"))
          .isInstanceOf(InputException.class)
          .hasMessage(folder + " contains a run already: resume it, or choose another name");
    }
    try (RunDirectory again = RunDirectory.open(new RunLayout(folder))) {
      assertThat(again.recipe()).isEqualTo("a: 1\n");
    }
  }

  @Test
  void whatWasCreatedForARunThatCannotStartIsRemoved() throws IOException {
    RunDirectory.create(runs.resolve("new/deep"), "a: 1\n").discard();
    assertThat(runs.resolve("new")).doesNotExist();
    RunDirectory.create(runs.resolve("all"), DAY, "tiny", "a: 1\n").discard();
    assertThat(runs.resolve("all")).doesNotExist();
    Path own = Files.createDirectory(runs.resolve("own"));
    RunDirectory.create(own, "a: 1\n").discard();
    assertThat(own).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsSaidBeforeTheRun() {
    try (RunDirectory run = RunDirectory.create(runs.resolve("mine"), "a: 1\n")) {
      run.requireSpace(1);
      assertThatThrownBy(() -> run.requireSpace(Long.MAX_VALUE))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(
              "the run .*mine needs 9223372036854\\.8 MB for its checkpoints but its disk has [0-9.]+ MB free: .*");
    }
  }
}
