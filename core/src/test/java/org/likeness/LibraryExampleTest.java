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
import org.likeness.pretraining.Summary;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
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
  private static double example(
      Path photos, Path run, List<String> settings, Path first, Path second) {
    // example begins
    // photos: a folder of images; run: a folder to be made; first, second: two images
    // settings: as in a recipe
    Recipe recipe = Recipes.named("small").with("data.source='" + photos + "'");
    for (String setting : settings) {
      recipe = recipe.with(setting); // such as "train.epochs=20"
    }
    // Trains, measures, and writes everything into the folder.
    Summary summary = Pretraining.of(recipe).into(run).run();
    String table = summary.table().toString();

    Encoder encoder = Encoder.load(run); // any number of threads may use it
    float[] a = encoder.embed(first); // a file, bytes or a BufferedImage
    float[] b = encoder.embed(second); // 128 numbers, a vector of length 1
    double likeness = 0; // 1 for the same image, about 0 where there is nothing in common
    for (int i = 0; i < a.length; i++) {
      likeness += a[i] * b[i];
    }
    // example ends
    assertThat(table).contains("raw pixels", "untrained", "trained");
    return likeness;
  }

  @Test
  void runsAndItsEncoderServesManyThreads() throws InterruptedException, ExecutionException {
    Torch.require();
    Path photos = TinyFolder.labelled(folder.resolve("photos"), 16);
    Path run = folder.resolve("run");
    Path first = photos.resolve("kind0/0.png");
    assertThat(example(photos, run, TinyFolder.SETTINGS, first, first))
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
