package org.likeness.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;

/** The checkpoints of one run: lists them and removes those that are not kept. */
final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("\\d{8,}(" + Checkpoint.EPOCH + "\\d+)?");
  private static final int LAST = 2;

  private final Path folder;
  private final Set<Integer> keep;

  /**
   * The checkpoints in a folder.
   *
   * @param keep numbers of completed epochs after which one is kept
   */
  Checkpoints(Path folder, List<Integer> keep) {
    this.folder = folder;
    this.keep = Set.copyOf(keep);
  }

  /**
   * The name after {@code step} updates; {@code epochs} is the number of completed epochs if an
   * epoch ended there.
   */
  static String name(long step, OptionalInt epochs) {
    return String.format(Locale.ROOT, "%08d", step)
        + (epochs.isPresent() ? Checkpoint.EPOCH + epochs.getAsInt() : "");
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** All complete ones, oldest first. */
  List<Checkpoint> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .map(Checkpoint::new)
          .sorted(Comparator.comparingLong(Checkpoint::step).thenComparing(Checkpoint::name))
          .toList();
    } catch (IOException e) {
      throw new InputException(
          "the checkpoints in " + folder + " cannot be listed: " + FileReason.of(e), e);
    }
  }

  /**
   * Removes all but the last two, the best, and those that the recipe names; also incomplete ones
   * of a killed process.
   */
  void prune(Optional<String> best) throws IOException {
    List<Checkpoint> all = all();
    Set<String> kept = new HashSet<>();
    best.ifPresent(kept::add);
    all.stream()
        .skip(Math.max(0, all.size() - LAST))
        .forEach(checkpoint -> kept.add(checkpoint.name()));
    for (Checkpoint checkpoint : all) {
      if (!kept.contains(checkpoint.name()) && !named(checkpoint)) {
        delete(checkpoint.folder());
      }
    }
    for (Path path : entries(folder)) {
      if (path.getFileName().toString().endsWith(".tmp")) {
        deleteTree(path);
      }
    }
  }

  private boolean named(Checkpoint checkpoint) {
    OptionalInt epochs = checkpoint.epochs();
    return epochs.isPresent() && keep.contains(epochs.getAsInt());
  }

  /**
   * Renames a checkpoint before removing it, so that a killed process leaves no part of it under
   * its name.
   */
  static void delete(Path checkpoint) throws IOException {
    if (!Files.exists(checkpoint)) {
      return;
    }
    Path doomed = checkpoint.resolveSibling(checkpoint.getFileName() + ".old.tmp");
    deleteTree(doomed);
    Files.move(checkpoint, doomed, StandardCopyOption.ATOMIC_MOVE);
    deleteTree(doomed);
  }

  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      for (Path entry : entries(path)) {
        deleteTree(entry);
      }
    }
    Files.deleteIfExists(path);
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }
}
