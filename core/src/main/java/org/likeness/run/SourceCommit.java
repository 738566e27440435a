package org.likeness.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The commit of the code that runs: the last one that changed the sources of the library or of the
 * command line, so that a commit of a page or of results gives no other. It is asked for once in a
 * process, from the folder in the system property {@code likeness.home}, which the launcher sets
 * after it has built what is there.
 */
public final class SourceCommit {
  /** What the code is built from, below the folder of the project. */
  private static final List<String> SOURCES =
      List.of("pom.xml", "core/pom.xml", "core/src/main", "cli/pom.xml", "cli/src/main");

  private static final int DIGITS = 12;
  private static final long PATIENCE_SECONDS = 10;

  private SourceCommit() {}

  /** Asked for once. */
  private static final class Holder {
    private static final String THIS =
        Optional.ofNullable(System.getProperty("likeness.home"))
            .flatMap(home -> of(Path.of(home)))
            .orElseGet(Machine::likeness);
  }

  /**
   * Twelve digits of the commit, with {@code -dirty} if the sources have changes that are not
   * committed; the version of the jar, or {@code unreleased}, where there is no repository.
   */
  public static String current() {
    return Holder.THIS;
  }

  /** The commit of the sources in a folder; empty if git does not know it. */
  static Optional<String> of(Path home) {
    if (!Files.exists(home.resolve(".git"))) {
      return Optional.empty();
    }
    Optional<String> commit = git(home, "log", "-1", "--format=%H");
    if (commit.isEmpty() || commit.get().length() < DIGITS) {
      return Optional.empty();
    }
    boolean changed =
        git(home, "status", "--porcelain").map(lines -> !lines.isEmpty()).orElse(true);
    return Optional.of(commit.get().substring(0, DIGITS) + (changed ? "-dirty" : ""));
  }

  /** What a command of git says of the sources; empty if it fails. */
  private static Optional<String> git(Path home, String... command) {
    List<String> words = new ArrayList<>(List.of("git", "-C", home.toString()));
    words.addAll(List.of(command));
    words.add("--");
    words.addAll(SOURCES);
    try {
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(said.strip()) : Optional.empty();
    } catch (IOException e) { // no git
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
