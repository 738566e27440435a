package org.likeness.pretraining;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.likeness.error.InputException;
import org.likeness.run.RunLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds runs in a folder by what they are, whatever their names. */
public final class RunFinder {
  private static final Logger LOG = LoggerFactory.getLogger(RunFinder.class);

  private RunFinder() {}

  /**
   * The run with an identity, whether or not it is finished; the first by name if there are
   * several. Runs that cannot be read are passed over, with a warning in the log.
   *
   * @param runs a folder of runs, which need not exist
   */
  public static Optional<RunLayout> find(Path runs, RunIdentity identity) {
    return find(runs, identity::equals);
  }

  /** As {@link #find(Path, RunIdentity)}, by a condition on the identity. */
  public static Optional<RunLayout> find(Path runs, Predicate<RunIdentity> wanted) {
    return RunLayout.all(runs).stream().filter(run -> is(run, wanted)).findFirst();
  }

  private static boolean is(RunLayout run, Predicate<RunIdentity> wanted) {
    try {
      return RunIdentity.of(run).filter(wanted).isPresent();
    } catch (InputException e) {
      LOG.warn("{} is passed over: {}", run.folder(), e.getMessage());
      return false;
    }
  }
}
