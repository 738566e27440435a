package org.likeness.data.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.RunMarker;

/**
 * The files with an image's ending below a folder, by id, in the order of ids. Links to folders are
 * followed after the folders proper, in the order of their ids, and no folder is entered twice: so
 * loops end, and what is found does not depend on the file system's order. The folder of a run is
 * left out, so that its figures are not taken for images.
 */
final class FolderWalk {
  private final SortedMap<String, Long> found =
      new TreeMap<>(ImageNames.ORDER); // id to bytes, -1 where they are not known
  private final SortedMap<String, Path> links = new TreeMap<>(ImageNames.ORDER);
  private final Set<Path> entered = new HashSet<>();

  private FolderWalk() {}

  /** Ids (paths relative to {@code root}, with {@code /}) and lengths of files. */
  static Map<String, Long> images(Path root) {
    FolderWalk walk = new FolderWalk();
    try {
      walk.walk(root.toRealPath(), "");
      while (!walk.links.isEmpty()) {
        String id = walk.links.firstKey();
        walk.walk(walk.links.remove(id), id + "/");
      }
    } catch (UncheckedIOException e) {
      throw failed(root, requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failed(root, e);
    }
    return walk.found;
  }

  private static InputException failed(Path root, IOException e) {
    return InputFile.unreadableFolder(root, e);
  }

  private void walk(Path folder, String prefix) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            boolean hidden =
                !dir.equals(folder) && ImageNames.isHidden(dir.getFileName().toString());
            return hidden || RunMarker.isRun(dir) || !entered.add(dir)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!ImageNames.isHidden(file.getFileName().toString())) {
              add(file, prefix + slashes(folder.relativize(file)), attributes);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem)
              throws IOException {
            if (file.equals(folder)) {
              throw problem;
            }
            found.put(
                prefix + slashes(folder.relativize(file)), -1L); // the header scan will say why
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void add(Path file, String id, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink() && Files.isDirectory(file)) {
      links.put(id, file.toRealPath());
    } else if (ImageNames.isImage(id)) { // of a link or a pipe the header scan looks at what it is
      found.put(id, attributes.isRegularFile() ? attributes.size() : -1L);
    }
  }

  private static String slashes(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
