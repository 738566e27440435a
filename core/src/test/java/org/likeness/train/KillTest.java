package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;

/** A run whose process is killed at random moments ends as one that never was. */
@Tag("slow")
final class KillTest {
  private static final int KILLS = 4;

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "example"})
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void endsWithTheSameNumbers(String method, @TempDir Path folder) throws Exception {
    Torch.require();
    Path whole = folder.resolve("whole");
    try (RunDirectory run = TinyRun.directory(whole)) {
      KilledRun.trainer(method, run, new TrainingListener() {}).run();
    }
    Path killed = folder.resolve("killed");
    Files.createDirectories(killed);
    RandomStream random = new RandomSource(42).stream(Purpose.EVALUATION, 0, 0);
    int during = 0;
    for (int i = 0; i < KILLS; i++) {
      Process child = start(killed, method);
      int lines = awaitNewLines(killed, child);
      Thread.sleep(random.nextInt(300));
      boolean alive = child.isAlive();
      child.toHandle().destroyForcibly();
      child.waitFor();
      during += alive ? 1 : 0;
      assertThat(lines).isPositive();
    }
    assertThat(during).as("children that were killed while they trained").isPositive();
    assertThat(start(killed, method).waitFor()).isZero();
    assertThat(TinyRun.numbers(killed)).isEqualTo(TinyRun.numbers(whole));
    assertThat(Files.mismatch(TinyRun.lastState(killed), TinyRun.lastState(whole))).isEqualTo(-1);
  }

  /** Waits until the child has written to the metrics. */
  private static int awaitNewLines(Path folder, Process child)
      throws IOException, InterruptedException {
    Path metrics = new RunLayout(folder).metrics();
    long before = Files.exists(metrics) ? Files.getLastModifiedTime(metrics).toMillis() : 0;
    while (child.isAlive()
        && !(Files.exists(metrics) && Files.getLastModifiedTime(metrics).toMillis() > before)) {
      Thread.sleep(5);
    }
    return Metrics.read(metrics).size() + 1;
  }

  private static Process start(Path folder, String method) throws IOException, URISyntaxException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-Xmx256m",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            classPath(),
            KilledRun.class.getName(),
            folder.toString(),
            method);
    Path output = folder.resolveSibling("output.txt");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  /** Of this process, also where its tests run in a class loader of their own. */
  private static String classPath() throws URISyntaxException {
    if (KillTest.class.getClassLoader() instanceof URLClassLoader loader) {
      List<String> paths = new ArrayList<>();
      for (URL url : loader.getURLs()) {
        paths.add(Path.of(url.toURI()).toString());
      }
      return String.join(File.pathSeparator, paths);
    }
    return System.getProperty("java.class.path");
  }
}
