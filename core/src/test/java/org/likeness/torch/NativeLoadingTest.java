package org.likeness.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** First starts, each in a process of its own with an empty cache. */
final class NativeLoadingTest {
  @TempDir Path folder;

  @Test
  @Tag("slow")
  void fourProcessesStartAtOnceOnAnEmptyCache() throws Exception {
    Path cache = folder.resolve("cache");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start(Map.of(), "-Dorg.bytedeco.javacpp.cachedir=" + cache));
    }
    for (Process process : processes) {
      assertThat(outcome(process)).isEqualTo("0: sum 6.0");
    }
  }

  @Test
  @Tag("slow")
  void withoutJavaCppsOwnLoadingAnEmptyCacheIsEnough() throws Exception {
    Process process =
        start(
            Map.of(),
            "-Dorg.bytedeco.javacpp.loadlibraries=false",
            "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    assertThat(outcome(process)).isEqualTo("0: sum 6.0");
  }

  @Test
  @Tag("slow")
  @EnabledOnOs(OS.LINUX)
  void librariesOfTheSameNameOnTheLinkersPathAreNotTaken() throws Exception {
    Path poison = Files.createDirectory(folder.resolve("poison"));
    Torch.require();
    Path other =
        Loader.cacheResource(
                torch.class, "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/libgomp.so.1")
            .toPath();
    for (String name : List.of("libtorch_cpu.so", "libtorch.so", "libc10.so", "libopenblas.so.0")) {
      Files.copy(other, poison.resolve(name));
    }
    Process process =
        start(
            Map.of("LD_LIBRARY_PATH", poison.toString()),
            "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    assertThat(outcome(process)).isEqualTo("0: sum 6.0");
  }

  /**
   * JavaCPP's private class is still there, with the version of this build, and calls {@code
   * putenv}: native code sees what was set.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theEnvironmentOfNativeCodeCanBeSet() {
    Torch.require();
    String name = "LIKENESS_TEST_" + System.nanoTime();
    assertThat(torch.has_env(name)).isFalse();
    assertThat(WaitingThreads.put(name + "=1")).isTrue();
    assertThat(torch.has_env(name)).isTrue();
  }

  @Test
  void theMemorySettingOfTheLogIsThatOfTheLauncherAndTheDocumentation() throws IOException {
    for (String file : List.of("cli/environment.sh", "docs/use-from-java.md")) {
      assertThat(Path.of("..", file)).content().contains(WaitingThreads.MEMORY_VALUE);
    }
  }

  /** libgomp itself says what it read. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void threadsSleepUnlessTheUserSaysOtherwise() throws Exception {
    for (String loading : List.of("true", "false")) {
      String option = "-Dorg.bytedeco.javacpp.loadlibraries=" + loading;
      assertThat(output(start(Map.of("OMP_DISPLAY_ENV", "true"), option)))
          .contains("OMP_WAIT_POLICY = 'PASSIVE'", "openblas true", "sum 6.0")
          .doesNotContain("several times as long");
    }
    Map<String, String> own = Map.of("OMP_DISPLAY_ENV", "true", "OMP_WAIT_POLICY", "active");
    assertThat(output(start(own))).contains("OMP_WAIT_POLICY = 'ACTIVE'", "openblas true");
  }

  @Test
  void aPlatformWithoutNativeLibrariesIsToldSo() throws Exception {
    Process process =
        start(
            Map.of(),
            "-Dorg.bytedeco.javacpp.platform=plan9-mips",
            "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    assertThat(outcome(process))
        .startsWith("1: libtorch cannot be loaded on plan9-mips: ")
        .endsWith(
            "(builds exist for linux-x86_64, macosx-arm64 and windows-x86_64; `./likeness doctor` says more)");
  }

  private static Process start(Map<String, String> environment, String... options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-Xmx256m", "-cp", System.getProperty("java.class.path"), FirstStart.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    List.of("OMP_WAIT_POLICY", "OPENBLAS_THREAD_TIMEOUT").forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Exit code and the last line that was printed. */
  private static String outcome(Process process) throws Exception {
    String output = output(process);
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return "did not end: " + output;
    }
    return process.exitValue() + ": " + output.lines().reduce((a, b) -> b).orElse("");
  }
}
