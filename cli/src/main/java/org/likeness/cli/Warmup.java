package org.likeness.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.LogProvider;
import org.likeness.cli.console.Terminal;
import org.slf4j.LoggerFactory;

/**
 * Loads the classes that commands need at their start, for the class archive that the launcher
 * makes after a build. It runs commands, among them a training of a few seconds, whose folder it
 * removes. Where libtorch cannot be loaded, the archive holds the classes loaded until then.
 */
final class Warmup {
  private static final String[][] CALLS = {
    {"--help"},
    {"--version"},
    {"doctor", "--help"},
    {"help"},
    {"completion", "--json"},
    {"methods", "instdisc"},
    {"recipes"},
    {"no-such-command"}
  };

  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  private Warmup() {}

  /** Runs a few harmless commands. */
  public static void main(String[] args) throws IOException {
    LogProvider.install();
    for (String[] call : CALLS) {
      run(call);
    }
    LoggerFactory.getLogger(Warmup.class).debug("the logging classes are loaded");
    train();
    System.exit(0); // as Main does: a thread that is still running must not delay the archive
  }

  /** The first run with a tiny network: all classes of a training, little of its arithmetic. */
  static int train() throws IOException {
    Path folder = Files.createTempDirectory("likeness-warm-up");
    try {
      return train(folder.resolve("run").toString());
    } finally {
      remove(folder);
    }
  }

  private static int train(String run) {
    int trained =
        run(
            "pretrain",
            "--out",
            run,
            "--epochs",
            "1",
            "--set",
            "train.batch=512",
            "--set",
            "backbone.width=4");
    return trained + run("evaluate", "knn", run);
  }

  private static int run(String... call) {
    return Main.run(call, new Console(NOWHERE, NOWHERE, Terminal.none()), NOWHERE, NOWHERE);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
