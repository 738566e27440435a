package org.likeness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceCommitTest {
  @TempDir Path folder;

  @Test
  void commitsOfOtherFilesDoNotCount() throws Exception {
    assumeTrue(git("init", "--quiet"), "git is installed");
    Path code = folder.resolve("core/src/main/A.java");
    Files.createDirectories(code.getParent());
    Files.writeString(code, "class A {}");
    commit("code");
    String first = SourceCommit.of(folder).orElseThrow();
    assertThat(first).matches("[0-9a-f]{12}");

    Files.writeString(folder.resolve("results.md"), "80.8");
    assertThat(SourceCommit.of(folder)).hasValue(first);
    commit("results");
    assertThat(SourceCommit.of(folder)).hasValue(first);

    Files.writeString(code, "class A { int a; }");
    assertThat(SourceCommit.of(folder)).hasValue(first + "-dirty");
    commit("more code");
    assertThat(SourceCommit.of(folder).orElseThrow()).matches("[0-9a-f]{12}").isNotEqualTo(first);
  }

  @Test
  void aFolderWithoutHistoryHasNone() throws Exception {
    assertThat(SourceCommit.of(folder)).isEmpty();
    assumeTrue(git("init", "--quiet"), "git is installed");
    assertThat(SourceCommit.of(folder)).as("no commit yet").isEmpty();
  }

  @Test
  void aCommandThatDoesNotEndIsGivenUp() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertThat(SourceCommit.said(List.of(java, "--version"), 60).orElseThrow()).isNotEmpty();
    assertThat(SourceCommit.said(List.of("no-such-command"), 60)).isEmpty();
    assumeTrue(Files.isExecutable(Path.of("/bin/sleep")), "sleep is installed");
    assertThat(SourceCommit.said(List.of("/bin/sleep", "20"), 1)).isEmpty();
  }

  private void commit(String message) throws Exception {
    git("add", "-A");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", message);
  }

  private boolean git(String... words) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(words));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
