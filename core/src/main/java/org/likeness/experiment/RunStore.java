package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.likeness.pretraining.RunFinder;
import org.likeness.pretraining.RunIdentity;
import org.likeness.run.RunLayout;

/** The runs of all experiments in one folder, each by its identity. */
final class RunStore {
  private final Path folder;

  RunStore(Path folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /** The folder of a new run. */
  Path place(RunIdentity identity) {
    return folder.resolve(identity.name());
  }

  /** The run with an identity, finished or not. */
  Optional<RunLayout> find(RunIdentity identity) {
    RunLayout usual = new RunLayout(place(identity));
    boolean own = usual.exists() && RunIdentity.of(usual).map(identity::equals).orElse(true);
    return own ? Optional.of(usual) : RunFinder.find(folder, identity);
  }

  /**
   * The run whose identity had this name when it was measured. A later version of Likeness may have
   * further options and so another name for the same run: the folder keeps the first.
   */
  Optional<RunLayout> named(String identity) {
    RunLayout usual = new RunLayout(folder.resolve(identity));
    return usual.exists()
        ? Optional.of(usual)
        : RunFinder.find(folder, known -> known.name().equals(identity));
  }

  /** True if a run is trained to its end and its encoder is saved. */
  static boolean isFinished(RunLayout run) {
    return Files.exists(run.summary()) && Files.exists(encoder(run));
  }

  /** The file of a run's encoder. */
  static Path encoder(RunLayout run) {
    return run.folder().resolve("encoder.safetensors");
  }
}
