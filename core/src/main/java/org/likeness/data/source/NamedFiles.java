package org.likeness.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.io.FileNames;
import org.likeness.io.FolderLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a data set that is opened by name.
 *
 * @param name of the data set
 * @param subfolder where its archive puts the files
 * @param marks files of which one is always there
 * @param remotes where the files come from; empty for data that its owners hand out on request
 * @param wanted what a user has to put in place when downloading by hand, part of a sentence
 */
record NamedFiles(
    String name, String subfolder, List<String> marks, List<RemoteFile> remotes, String wanted) {

  private static final Logger log = LoggerFactory.getLogger(NamedFiles.class);

  /** The folder, or the archive's folder in it where the files are there. */
  Path within(Path folder) {
    return find(folder).orElse(folder);
  }

  /** Where the files are: in the folder, or in the folder that the archive makes in it. */
  Optional<Path> find(Path folder) {
    for (Path candidate : List.of(folder, folder.resolve(subfolder))) {
      if (marks.stream().anyMatch(mark -> Files.exists(candidate.resolve(mark)))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * The folder with the files: a folder of the data set's name in {@link DataOptions#root()}, the
   * root itself, or what is downloaded.
   *
   * @throws InputException where the files are missing and may not or cannot be downloaded
   */
  Path locate(DataOptions options, DownloadProgress progress) {
    Path root = options.root().isEmpty() ? cache() : FileNames.path(options.root());
    Path own = root.resolve(name);
    Optional<Path> found = find(own).or(() -> find(root));
    boolean cut = found.isPresent() && found.get().equals(own) && !missing(own).isEmpty();
    if (found.isPresent() && !(cut && options.download())) {
      if (found.get().startsWith(own)) {
        removeLeftovers(own);
      }
      return found.get();
    }
    String advice = "put " + wanted + " into " + own;
    if (remotes.isEmpty()) {
      throw new InputException(
          name
              + " is not in "
              + root
              + " and is not downloaded by this program, since its owners ask for registration or give no fixed file: "
              + advice);
    }
    if (!options.download()) {
      throw new InputException(
          name
              + " is not in "
              + root
              + " and download is off: set data.download=true, or "
              + advice);
    }
    download(own, advice, progress);
    return find(own)
        .orElseThrow(
            () ->
                new RunException(
                    "what was downloaded to " + own + " is not " + name + ": " + advice));
  }

  /**
   * Another process, or another thread of this one, that wants the same files waits and then finds
   * them.
   */
  private void download(Path own, String advice, DownloadProgress progress) {
    try {
      Files.createDirectories(own);
      try (FolderLock lock = FolderLock.await(own)) {
        for (RemoteFile remote : find(own).isPresent() ? missing(own) : remotes) {
          fetch(remote, own, advice, progress);
        }
      }
    } catch (IOException e) {
      throw new RunException(
          name
              + " cannot be stored in "
              + own
              + ": "
              + FileReason.of(e)
              + "; choose another folder with data.root",
          e);
    }
  }

  private static void fetch(RemoteFile remote, Path own, String advice, DownloadProgress progress)
      throws IOException {
    log.info("{} is downloaded from {} to {}", remote.name(), remote.home(), own);
    Download download = new Download(remote, own, advice, progress);
    if (remote.isArchive()) {
      Archive.unpack(download.whole(), own);
      Files.deleteIfExists(Download.part(remote, own)); // an archive that the user put here stays
    } else {
      download.fetch();
    }
  }

  /** Removes what a process that was killed between unpacking and removing the archive left. */
  private void removeLeftovers(Path own) {
    List<Path> leftovers =
        Stream.concat(
                Stream.of(Archive.scratch(own)),
                remotes.stream().filter(RemoteFile::isArchive).map(r -> Download.part(r, own)))
            .filter(Files::exists)
            .toList();
    if (leftovers.isEmpty()) {
      return;
    }
    try {
      Optional<FolderLock> lock = FolderLock.tryTake(own);
      if (lock.isPresent()) {
        try (FolderLock held = lock.get()) {
          for (Path leftover : leftovers) {
            Archive.delete(leftover);
          }
        }
      }
    } catch (IOException e) {
      log.debug("leftovers of the download in {} cannot be removed", own, e);
    }
  }

  /**
   * The files that are used as they are and are not there, packed or unpacked: a download was cut
   * between two of them.
   */
  private List<RemoteFile> missing(Path folder) {
    return remotes.stream()
        .filter(remote -> !remote.isArchive())
        .filter(remote -> !Files.exists(folder.resolve(remote.name())))
        .filter(remote -> !Files.exists(folder.resolve(remote.name().replaceFirst("\\.gz$", ""))))
        .toList();
  }

  /**
   * {@code ~/.cache/likeness/data}, or what {@code XDG_CACHE_HOME} says instead of {@code
   * ~/.cache}.
   */
  static Path cache() {
    String chosen = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path cache =
        chosen.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(chosen);
    return cache.resolve("likeness").resolve("data");
  }
}
