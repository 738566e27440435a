package org.likeness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.io.EmptyFolder;
import org.likeness.io.RunMarker;

/**
 * Checks the folder of a new run. It must be missing or empty, so it neither is nor holds the
 * images; it may lie among them, since the folder of a run is never read as images.
 */
public final class FreeFolder {
  private FreeFolder() {}

  /**
   * Checks that a run may be created in a folder, which need not exist. Links are followed.
   *
   * @throws InputException if it contains a run or other files, is a file, lies in another run, or
   *     is or holds the working folder or the folder of all runs
   */
  public static void require(Path folder) {
    if (new RunLayout(folder).exists()) {
      throw new InputException(
          folder + " contains a run already: resume it, or choose another name");
    }
    try {
      Path real = real(folder);
      requireOwn(folder, real);
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        if (RunMarker.isRun(above)) {
          throw new InputException(
              folder + " lies in the run " + above + ": choose a folder outside of it");
        }
      }
      EmptyFolder.require(folder);
    } catch (IOException e) {
      throw RunException.unwritable(folder, e);
    }
  }

  private static void requireOwn(Path folder, Path real) throws IOException {
    boolean working = real.getParent() == null || real(Path.of("")).startsWith(real);
    if (working || real(RunLayout.RUNS).startsWith(real)) {
      throw new InputException(
          "a run needs a folder of its own but %s is %s: choose a new folder, such as %s"
              .formatted(
                  folder.toString().isEmpty() ? "\"\"" : folder,
                  working ? "or holds the working folder" : "the folder of all runs",
                  RunLayout.RUNS.resolve("first")));
    }
  }

  /** The path without links; its last parts need not exist. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path there = absolute;
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there.toRealPath().resolve(there.relativize(absolute)).normalize();
  }
}
