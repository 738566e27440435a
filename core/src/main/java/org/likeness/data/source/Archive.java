package org.likeness.data.source;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.likeness.error.FileReason;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;

/**
 * Unpacks a {@code .tar.gz}: files and folders only, and none outside the target, whatever the
 * archive's names say.
 */
final class Archive {
  private Archive() {}

  /** The folder in {@code folder} that is unpacked into. */
  static Path scratch(Path folder) {
    return folder.resolve(".unpacking");
  }

  /**
   * Unpacks beside the target and moves what was at the archive's top into place at the end, so
   * that a cut archive leaves nothing.
   *
   * @throws RunException where the archive is damaged or names a place outside
   */
  static void unpack(Path archive, Path folder) {
    Path scratch = scratch(folder);
    try {
      delete(scratch);
      Files.createDirectories(scratch);
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(
              new GZIPInputStream(
                  new BufferedInputStream(Files.newInputStream(archive)), 1 << 16))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpack(archive, tar, entry, scratch);
        }
      }
      for (Path unpacked : children(scratch)) {
        Path target = folder.resolve(unpacked.getFileName().toString());
        delete(target);
        AtomicFile.move(unpacked, target);
      }
      delete(scratch);
    } catch (UncheckedIOException e) {
      throw failed(archive, folder, requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failed(archive, folder, e);
    }
  }

  private static RunException failed(Path archive, Path folder, IOException e) {
    return new RunException(
        archive + " cannot be unpacked into " + folder + ": " + FileReason.of(e), e);
  }

  private static void unpack(Path archive, InputStream content, TarArchiveEntry entry, Path into)
      throws IOException {
    Path target = into.resolve(entry.getName()).normalize();
    if (!target.startsWith(into) || entry.getName().indexOf('\\') >= 0) {
      throw new RunException(
          archive
              + " is refused, since its entry "
              + entry.getName()
              + " is outside the folder it is unpacked into");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
      Files.createDirectories(target.getParent());
      Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  /** A file, or a folder with all that is in it; links are not followed. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
