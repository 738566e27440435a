package org.likeness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
  private static final long PATIENCE_SECONDS = 60;

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
    return said(words, PATIENCE_SECONDS);
  }

  /**
   * What a command says; empty if it fails, or does not end in time.
   *
   * @param seconds how long it may take
   */
  static Optional<String> said(List<String> command, long seconds) {
    Path output = null;
    try {
      output = Files.createTempFile("likeness", ".txt"); // a pipe is read until the command ends
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0
          ? Optional.of(Files.readString(output).strip())
          : Optional.empty();
    } catch (IOException e) { // no git
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      delete(output);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) { // it stays in the folder for temporary files
    }
  }
}
