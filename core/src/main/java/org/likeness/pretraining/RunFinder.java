package org.likeness.pretraining;

import java.nio.file.Path;
import java.util.Optional;
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
    return RunLayout.all(runs).stream().filter(run -> is(run, identity)).findFirst();
  }

  private static boolean is(RunLayout run, RunIdentity identity) {
    try {
      return RunIdentity.of(run).filter(identity::equals).isPresent();
    } catch (InputException e) {
      LOG.warn("{} is passed over: {}", run.folder(), e.getMessage());
      return false;
    }
  }
}
