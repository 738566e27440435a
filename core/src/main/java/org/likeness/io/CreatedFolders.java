package org.likeness.io;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Folders that were created for something, a run or an index, innermost first, to be removed if
 * that comes to nothing.
 */
public record CreatedFolders(List<Path> folders) {
  public CreatedFolders {
    folders = List.copyOf(folders);
  }

  /** The folders that creating one would create: it and those above it that are missing. */
  public static CreatedFolders missing(Path folder) {
    List<Path> missing = new ArrayList<>();
    Path each = folder.toAbsolutePath();
    while (each != null && !Files.exists(each)) {
      missing.add(each);
      each = each.getParent();
    }
    return new CreatedFolders(missing);
  }

  /** Removes them up to the first one that has other content. */
  public void delete() throws IOException {
    try {
      for (Path folder : folders) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      LoggerFactory.getLogger(CreatedFolders.class)
          .debug("{} is not empty and is kept", e.getMessage());
    }
  }
}
