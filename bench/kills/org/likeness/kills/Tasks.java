package org.likeness.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The four commands. */
final class Tasks {
  private static final List<String> SETTINGS =
      List.of(
          "backbone.width=4",
          "view.size=16",
          "train.batch=16",
          "train.epochs=4",
          "train.channels-last=false",
          "train.workers=1");

  private Tasks() {}

  /** {@code pretrain}, and {@code pretrain --resume} where the run has a recipe. */
  record Pretrain(String launcher, Path pictures) implements Task {
    @Override
    public String name() {
      return "pretrain";
    }

    @Override
    public List<String> command(Path round) {
      String run = output(round).toString();
      if (Files.exists(output(round).resolve("recipe.yaml"))) {
        return List.of(launcher, "pretrain", "--resume", run);
      }
      List<String> command = new ArrayList<>(List.of(launcher, "pretrain", "--out", run));
      command.addAll(List.of("--data", pictures.toString()));
      SETTINGS.forEach(setting -> command.addAll(List.of("--set", setting)));
      return command;
    }

    @Override
    public Path output(Path round) {
      return round.resolve("run");
    }
  }

  /** {@code embed} of a finished run. */
  record Embed(String launcher, Path run, Path pictures) implements Task {
    @Override
    public String name() {
      return "embed";
    }

    @Override
    public List<String> command(Path round) {
      String table = output(round).toString();
      String data = pictures.toString();
      return List.of(launcher, "embed", run.toString(), "--data", data, "--out", table);
    }

    @Override
    public Path output(Path round) {
      return round.resolve("table");
    }
  }

  /** {@code evaluate knn} and {@code evaluate copies} of a copy of a finished run. */
  record Evaluate(String launcher, String evaluation, Path run) implements Task {
    @Override
    public String name() {
      return "evaluate " + evaluation;
    }

    @Override
    public void prepare(Path round) throws IOException {
      Path copy = output(round);
      try (Stream<Path> walk = Files.walk(run)) {
        for (Path path : walk.toList()) {
          Files.copy(path, copy.resolve(run.relativize(path).toString()));
        }
      }
    }

    @Override
    public List<String> command(Path round) {
      return List.of(launcher, "evaluate", evaluation, output(round).toString());
    }

    @Override
    public Path output(Path round) {
      return round.resolve("run");
    }
  }

  /** The download of an archive. */
  record Download(String java, String classPath, ArchiveServer server) implements Task {
    @Override
    public String name() {
      return "download";
    }

    @Override
    public List<String> command(Path round) {
      return List.of(
          java,
          "-Xmx256m",
          "-cp",
          classPath,
          "org.likeness.data.source.OneDownload",
          server.url(),
          server.md5(),
          Integer.toString(server.bytes()),
          output(round).toString());
    }

    @Override
    public Path output(Path round) {
      return round.resolve("data");
    }
  }
}
