package org.likeness.server.studio;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;
import org.likeness.server.Refusal;

/**
 * The runs of a folder. It is read anew at each call, so that runs may come and go; a run is found
 * by the name of its folder and never by a path.
 *
 * @param folder of the runs; need not exist
 */
record RunsFolder(Path folder) {
  RunsFolder {
    requireNonNull(folder, "folder is null");
  }

  /** All runs, by name. */
  List<RunLayout> all() {
    return RunLayout.all(folder);
  }

  /**
   * The run of a name.
   *
   * @throws Refusal if there is none (404)
   */
  RunLayout named(String name) {
    return find(name)
        .orElseThrow(
            () -> new Refusal(Refusal.NOT_FOUND, "there is no run '%s' any more".formatted(name)));
  }

  /** The run of a name, if there is one. */
  Optional<RunLayout> find(String name) {
    return child(name).map(RunLayout::new).filter(RunLayout::exists);
  }

  /**
   * A network of a run: its encoder by the run's name, or the network before training as {@code
   * NAME@untrained}. Others change while a run is trained.
   *
   * @throws Refusal if there is no such run (404), or another network is named (400)
   */
  RunNetwork network(String name) {
    int at = name.lastIndexOf('@');
    boolean whole = find(name).isPresent();
    if (at <= 0 || whole) {
      return RunNetwork.of(named(name), NetworkName.ENCODER);
    }
    if (!name.substring(at).equals(NetworkName.UNTRAINED.suffix())) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "'%s' is no network that can be compared: name a run, or RUN@untrained".formatted(name));
    }
    return RunNetwork.of(named(name.substring(0, at)), NetworkName.UNTRAINED);
  }

  /** The folder of that name directly in this one; empty for what is no name. */
  private Optional<Path> child(String name) {
    if (name.isEmpty() || name.startsWith(".")) {
      return Optional.empty();
    }
    try {
      Path child = folder.resolve(name);
      boolean direct =
          folder.equals(child.getParent()) && child.getFileName().toString().equals(name);
      return direct ? Optional.of(child) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
