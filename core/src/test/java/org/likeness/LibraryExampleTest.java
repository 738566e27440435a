package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.encoder.Encoder;
import org.likeness.pretraining.LogListener;
import org.likeness.pretraining.Summary;
import org.likeness.torch.Torch;

/**
 * The README's example is the code between the markers below: compiled, run, and compared with the
 * README.
 */
final class LibraryExampleTest {
  private static final Path SOURCE = Path.of("src/test/java/org/likeness/LibraryExampleTest.java");
  private static final String BEGIN = "// example begins";
  private static final String END = "// example ends";
  private static final int THREADS = 4;

  @TempDir Path folder;

  /** Trains on {@code photos}, and says how much alike the two images are. */
  private static double example(Path photos, Path run, Path first, Path second) {
    // example begins
    // photos: a folder of images; run: a folder to be made; first, second: two images
    Summary summary =
        Pretraining.on(photos) // a recipe that fits the images is chosen
            .set("train.epochs", 5)
            .set("seed", 1)
            .listen(new LogListener()) // what was found, the cost, each epoch: by SLF4J
            .into(run)
            .run(); // trains, measures, and writes everything into the folder
    String table = summary.table().toString();

    Encoder encoder = Encoder.load(run); // any number of threads may use it
    float[] a = encoder.embed(first); // of a file, bytes or a BufferedImage: 128 values
    float[] b = encoder.embed(second);
    double alike = encoder.similarity(a, b); // 1 for the same image, about 0 for unlike ones
    // example ends
    assertThat(table).contains("raw pixels", "untrained", "trained");
    assertThat(encoder.similarity(first, second)).isEqualTo(alike);
    return alike;
  }

  @Test
  void runsAndItsEncoderServesManyThreads() throws InterruptedException, ExecutionException {
    Torch.require();
    Path photos = TinyFolder.labelled(folder.resolve("photos"), 16);
    Path run = folder.resolve("run");
    Path first = photos.resolve("kind0/0.png");
    assertThat(example(photos, run, first, first))
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));

    Encoder encoder = Encoder.load(run);
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      images.add(photos.resolve("kind" + i % 3).resolve(i + ".png"));
    }
    List<float[]> alone = images.stream().map(encoder::embed).toList();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<float[]>>> found = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        found.add(threads.submit(() -> images.stream().map(encoder::embed).toList()));
      }
      for (Future<List<float[]>> each : found) {
        assertThat(each.get()).usingRecursiveComparison().isEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void isWhatTheReadmeShows() throws IOException {
    List<String> source = Files.readAllLines(SOURCE);
    int begin = lineOf(source, BEGIN);
    int end = lineOf(source, END);
    String example = String.join("\n", source.subList(begin + 1, end)).stripIndent();
    String readme = Files.readString(Path.of("..", "README.md")).replace("\r\n", "\n");
    assertThat(readme).containsOnlyOnce("```java\n");
    assertThat(readme.split("```java\n", 2)[1].split("\n```", 2)[0]).isEqualTo(example);
  }

  private static int lineOf(List<String> lines, String marker) {
    List<String> stripped = lines.stream().map(String::strip).toList();
    assertThat(stripped).as("lines of the example's source").containsOnlyOnce(marker);
    return stripped.indexOf(marker);
  }
}
