package org.likeness.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.io.RunMarker;

/**
 * Any folder of JPEG, PNG, GIF, BMP or WebP files, flat or nested. Ids are paths relative to the
 * folder, with {@code /}, in code-point order. Folders may be classes ({@code cat/1.jpg}) or splits
 * and classes ({@code train/cat/1.jpg}), see {@link FolderLayout}. Hidden files and files with
 * other endings are ignored, and so are folders of runs; a file with an image's ending that is not
 * an image is listed as unreadable.
 */
public final class ImageFolder {
  private ImageFolder() {}

  /**
   * Opens a folder, or one image alone.
   *
   * @throws InputException where the folder is missing, cannot be read or contains no image
   */
  public static Dataset open(Path path, DataOptions options) {
    refuseColumns(path, options);
    if (Files.isRegularFile(path)) {
      requireImage(path);
      Path absolute = path.toAbsolutePath();
      String id = absolute.getFileName().toString();
      return HeaderScan.open(
          id,
          parent(path),
          List.of(Candidate.file(id, -1, -1, Optional.empty())),
          List.of(),
          options);
    }
    Map<String, Long> files = list(path);
    FolderLayout layout = FolderLayout.of(files.keySet());
    List<Candidate> candidates = new ArrayList<>(files.size());
    files.forEach(
        (id, length) ->
            candidates.add(Candidate.file(id, length, layout.label(id), layout.split(id))));
    return HeaderScan.open(nameOf(path), path, candidates, layout.classNames(), options);
  }

  /** The folder that a file is in; a root is in itself. */
  static Path parent(Path file) {
    Path absolute = file.toAbsolutePath();
    return Objects.requireNonNullElse(absolute.getParent(), absolute);
  }

  /** One file is named by the user, so that its own ending is what to speak of. */
  private static void requireImage(Path file) {
    if (!ImageNames.isImage(file.toString())) {
      throw new InputException(
          file
              + " does not have the extension of an image: give a folder of images, a JPEG, PNG, GIF, BMP or WebP file, a CSV or tar files");
    }
  }

  /** The image files below a folder that must exist and hold some. */
  static Map<String, Long> list(Path path) {
    if (!Files.exists(path)) {
      throw new InputException("there is no folder " + path);
    }
    if (!Files.isDirectory(path)) {
      throw new InputException(
          path + " is neither a folder nor an image: the formats are JPEG, PNG, GIF, BMP and WebP");
    }
    if (RunMarker.isRun(path)) {
      throw new InputException(
          path + " is the folder of a run, which is not read as images: name a folder of images");
    }
    Map<String, Long> files = FolderWalk.images(path);
    if (files.isEmpty()) {
      throw new InputException(
          "the folder "
              + path
              + " contains no image: the formats are JPEG, PNG, GIF, BMP and WebP");
    }
    return files;
  }

  /** The last part of the path, also for {@code .} and for a link. */
  static String nameOf(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    return last == null ? path.toString() : last.toString();
  }

  /** An option that has no effect is an error. */
  static void refuseColumns(Path path, DataOptions options) {
    String column = options.label().isEmpty() ? options.group() : options.label();
    if (!column.isEmpty()) {
      throw new InputException(
          path
              + " has no columns, so label and group cannot be "
              + column
              + ": columns are in a CSV of images or beside tar files");
    }
  }
}
