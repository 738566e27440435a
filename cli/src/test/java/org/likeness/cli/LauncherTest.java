package org.likeness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code likeness}, copied to a folder where it finds a Java that notes its calls. */
@EnabledOnOs(OS.LINUX)
final class LauncherTest {
  /** Notes locale and arguments; makes a class archive where it is asked for one. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      here=$(cd "$(dirname "$0")/../.." && pwd)
      echo "${LC_ALL-none} $*" >> "$here/calls"
      case "$*" in
        *-Xshare:dump*)
          cp "$here/err" "$here/err-before-dump"
          sleep 0.3
          for argument in "$@"; do
            case $argument in -XX:SharedArchiveFile=*) echo classes > "${argument#*=}" ;; esac
          done ;;
        *-XX:DumpLoadedClassList*) ;;
        *) echo result ;;
      esac
      """;

  @TempDir private Path home;
  private Path target = Path.of("");

  @BeforeEach
  void install() throws IOException {
    target = Files.createDirectories(home.resolve("cli/target"));
    for (String file : List.of("likeness", "cli/environment.sh", "cli/start.sh")) {
      Files.copy(
          Path.of("..").resolve(file), home.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.createFile(target.resolve("likeness.jar"));
    Files.createFile(target.resolve("built"));
    Path java = home.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, JAVA);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
  }

  private Process start(String out, String... variables) throws IOException {
    ProcessBuilder launcher = new ProcessBuilder(home.resolve("likeness").toString(), "--version");
    launcher.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    launcher.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      launcher.environment().put(parts[0], parts[1]);
    }
    return launcher
        .redirectOutput(home.resolve(out).toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("err").toFile()))
        .start();
  }

  private static void await(Process process) throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(home.resolve("calls"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', C.UTF-8",
    "LANG=C, C.UTF-8",
    "LANG=, C.UTF-8",
    "LC_ALL=C, C.UTF-8",
    "LC_ALL=POSIX, C.UTF-8",
    "LC_ALL=xx_YY.UTF-8, C.UTF-8", // not installed
    "LC_ALL=xx_YY.ISO-8859-1, C.UTF-8",
    "LC_CTYPE=C LANG=C.UTF-8, C.UTF-8",
    "LC_ALL=C LANG=C.UTF-8, C.UTF-8",
    "LANG=C.UTF-8, none",
    "LC_CTYPE=C.UTF-8 LANG=C, none"
  })
  void fileNamesAreUtf8(String variables, String locale) throws Exception {
    Files.createFile(target.resolve("start-17.0.1.jsa"));
    await(start("out", variables.isEmpty() ? new String[0] : variables.split(" ")));
    assertThat(calls()).singleElement().asString().startsWith(locale + " ");
  }

  @Test
  void theFirstStartSaysOnStandardErrorWhyItWaits() throws Exception {
    Path leftover = Files.createFile(target.resolve("start-17.0.1.jsa.123.classes"));
    await(start("out"));
    assertThat(home.resolve("err-before-dump"))
        .content()
        .matches("likeness: preparing faster starts with Java 17.0.1 \\(.* once\\) \\.\\.\\.\n");
    assertThat(home.resolve("out")).hasContent("result");
    assertThat(leftover).as("of a process that was killed").doesNotExist();
    await(start("out"));
    assertThat(home.resolve("err")).hasSameTextualContentAs(home.resolve("err-before-dump"));
    assertThat(calls()).filteredOn(call -> call.contains("-Xshare:dump")).hasSize(1);
  }

  @Test
  void twoFirstStartsAtOncePrepareOnce() throws Exception {
    Process first = start("out");
    Process second = start("out2");
    await(first);
    await(second);
    assertThat(calls()).filteredOn(call -> call.contains("-Xshare:dump")).hasSize(1);
    assertThat(home.resolve("out")).hasContent("result");
    assertThat(home.resolve("out2")).hasContent("result");
    assertThat(target)
        .isDirectoryContaining("glob:**/start-17.0.1.jsa")
        .isDirectoryNotContaining("glob:**/start-17.0.1.jsa.*");
  }
}
