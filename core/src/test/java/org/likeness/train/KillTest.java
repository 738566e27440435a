package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
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
  /**
   * Updates that each process does before it is killed, and up to two more. The first one writes a
   * checkpoint; all of them together do not complete the run.
   */
  private static final int[] UPDATES = {4, 1, 3, 2};

  private static final int MORE = 3;

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "example", "moco-v2"})
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void endsWithTheSameNumbers(String method, @TempDir Path folder) throws Exception {
    Torch.require();
    Path whole = folder.resolve("whole");
    try (RunDirectory run = TinyRun.directory(whole)) {
      KilledRun.trainer(method, run, new TrainingListener() {}).run();
    }
    Path killed = folder.resolve("killed");
    RandomStream random = new RandomSource(42).stream(Purpose.EVALUATION, 0, 0);
    for (int updates : UPDATES) {
      Process child = start(killed, method, updates + MORE);
      await(child, updates);
      Thread.sleep(random.nextInt(150));
      assertThat(child.isAlive()).as("the process trains, or waits").isTrue();
      child.toHandle().destroyForcibly();
      assertThat(child.waitFor()).isNotZero();
    }
    assertThat(start(killed, method, Integer.MAX_VALUE).waitFor()).isZero();
    assertThat(Metrics.read(new RunLayout(killed).metrics()))
        .as("a process went on from a checkpoint")
        .anyMatch(line -> line.path("resumed").booleanValue());
    assertThat(TinyRun.numbers(killed)).isEqualTo(TinyRun.numbers(whole));
    assertThat(Files.mismatch(TinyRun.lastState(killed), TinyRun.lastState(whole))).isEqualTo(-1);
  }

  /** Waits until the process has said so many times that an update is done. */
  @SuppressWarnings("resource") // closing its output would end the process
  private static void await(Process child, int updates) throws IOException {
    BufferedReader output = child.inputReader();
    for (int done = 0; done < updates; ) {
      String line = output.readLine();
      assertThat(line).as("the process ended after %d updates", done).isNotNull();
      done += line.equals(KilledRun.UPDATE) ? 1 : 0;
    }
  }

  private static Process start(Path folder, String method, int most)
      throws IOException, URISyntaxException {
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
            method,
            Integer.toString(most));
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
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
