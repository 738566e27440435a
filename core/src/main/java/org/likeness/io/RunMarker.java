package org.likeness.io;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files by which the folder of a run is recognised; readers of images leave it out. */
public final class RunMarker {
  /** The resolved recipe. */
  public static final String RECIPE = "recipe.yaml";

  /** Versions and machine. */
  public static final String ENVIRONMENT = "environment.json";

  private RunMarker() {}

  /**
   * True for a folder with a recipe and a lock, or an environment where a copy left out hidden
   * files; a recipe alone may be anyone's.
   */
  public static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(RECIPE))
        && (Files.isRegularFile(folder.resolve(FolderLock.NAME))
            || Files.isRegularFile(folder.resolve(ENVIRONMENT)));
  }
}
