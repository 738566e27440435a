package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.data.source.DatasetEntry;
import org.likeness.data.source.Datasets;
import org.likeness.methods.Methods;
import org.likeness.recipe.Recipes;

/** What bash offers with the completion script, in a folder that has runs and files. */
final class CompletionScriptTest {
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Files.isExecutable(BASH), "there is no bash");
    Files.createDirectories(folder.resolve("runs/first"));
    Files.createDirectories(folder.resolve("runs/my second"));
    Files.createDirectories(folder.resolve("photos"));
    Files.writeString(folder.resolve("mine.yaml"), "method: instdisc\n");
    Files.writeString(folder.resolve("complete.sh"), Outcome.of("completion").out());
  }

  /** The words that are offered for the last one, which may be begun. */
  private List<String> offered(String... words) throws IOException, InterruptedException {
    String script =
        "source ./complete.sh; COMP_WORDS=(likeness \"$@\"); COMP_CWORD=$#; COMP_LINE=\"likeness $*\";"
            + " _complete_likeness; printf '%s\\n' \"${COMPREPLY[@]}\"";
    ProcessBuilder builder = new ProcessBuilder(BASH.toString(), "-c", script, "bash");
    builder.command().addAll(List.of(words));
    Process process =
        builder.directory(folder.toFile()).redirectError(folder.resolve("errors").toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.lines().filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void runsAreOfferedByName() throws Exception {
    for (String[] call :
        List.of(
            new String[] {"pretrain", "--resume", ""},
            new String[] {"embed", ""},
            new String[] {"evaluate", "knn", ""})) {
      assertThat(offered(call)).contains("last", "first").anyMatch(word -> word.startsWith("my"));
    }
    assertThat(offered("pretrain", "--resume", "fi")).containsExactly("first");
    assertThat(offered("embed", "mine")).containsExactly("mine.yaml");
  }

  @Test
  void methodsRecipesAndDataSetsAreOffered() throws Exception {
    List<String> data = Datasets.all().stream().map(DatasetEntry::name).toList();
    assertThat(offered("pretrain", "--method", "")).isEqualTo(Methods.names());
    assertThat(offered("methods", "")).isEqualTo(Methods.names());
    assertThat(offered("pretrain", "--recipe", "")).containsAll(Recipes.names());
    assertThat(offered("recipes", "")).isEqualTo(Recipes.names());
    assertThat(offered("pretrain", "--data", "")).containsAll(data);
    assertThat(offered("datasets", "")).isEqualTo(data);
    assertThat(offered("backbones", "")).contains("resnet18");
    assertThat(offered("pretrain", "--device", "")).containsExactly("cpu", "cuda");
  }

  @Test
  void filesAreOfferedWhereAPathIsTaken() throws Exception {
    assertThat(offered("pretrain", "--data", "ph")).containsExactly("photos");
    assertThat(offered("pretrain", "--recipe", "mi")).containsExactly("mine.yaml");
    assertThat(offered("pretrain", "--init", "mi")).containsExactly("mine.yaml");
  }

  @Test
  void commandsAndOptionsAreOffered() throws Exception {
    assertThat(offered("pre")).containsExactly("pretrain");
    assertThat(offered("pretrain", "--re")).containsExactlyInAnyOrder("--recipe", "--resume");
  }
}
