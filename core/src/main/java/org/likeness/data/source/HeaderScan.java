package org.likeness.data.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.UnreadableFile;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.RunException;
import org.likeness.image.ImageException;
import org.likeness.image.ImageHeader;
import org.likeness.io.FileNames;
import org.likeness.option.OptionRecords;

/**
 * Reads the header of every candidate, several at once, and keeps those that are images. Afterwards
 * ids, sizes and count are fixed; skipped files are listed with the reason.
 */
final class HeaderScan {
  private static final int CHUNK = 256;

  /** Bytes that contain the header of most files; longer headers of JPEG files are read on. */
  private static final int BUFFER = 1024;

  /** What became of a candidate: an image, or a file that is none. */
  private record Scanned(Optional<StoredImage> image, Optional<UnreadableFile> problem) {
    static Scanned image(StoredImage image) {
      return new Scanned(Optional.of(image), Optional.empty());
    }

    static Scanned problem(Candidate candidate, String reason) {
      return new Scanned(Optional.empty(), Optional.of(new UnreadableFile(candidate.id(), reason)));
    }
  }

  private final Path base;
  private final DataOptions options;
  private final List<OptionalInt> labels; // one object per class, not one per image

  private HeaderScan(Path base, int classes, DataOptions options) {
    this.base = base;
    this.options = OptionRecords.check(options);
    List<OptionalInt> all = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      all.add(OptionalInt.of(i));
    }
    this.labels = all;
  }

  /**
   * The data set of the candidates that are images and that {@link DataOptions#exclude()} leaves
   * in, in their order.
   *
   * @throws InputException where none is left, or the name of one cannot be used
   */
  static Dataset open(
      String name,
      Path base,
      List<Candidate> candidates,
      List<String> classNames,
      DataOptions options) {
    List<Candidate> kept = candidates;
    if (!options.exclude().isEmpty()) {
      Pattern exclude = Pattern.compile(options.exclude());
      kept = candidates.stream().filter(c -> !exclude.matcher(c.id()).find()).toList();
      if (kept.isEmpty() && !candidates.isEmpty()) {
        throw new InputException(
            "exclude ("
                + options.exclude()
                + ") leaves out all "
                + candidates.size()
                + " images of "
                + base);
      }
    }
    kept.forEach(candidate -> FileNames.requireUsable(candidate.file()));
    List<StoredImage> images = new ArrayList<>(kept.size());
    List<UnreadableFile> unreadable = new ArrayList<>();
    for (Scanned scanned : new HeaderScan(base, classNames.size(), options).scan(kept)) {
      scanned.image().ifPresent(images::add);
      scanned.problem().ifPresent(unreadable::add);
    }
    if (images.isEmpty()) {
      String first =
          unreadable.isEmpty()
              ? ""
              : ": " + unreadable.get(0).id() + " " + unreadable.get(0).reason();
      throw new InputException(
          "none of the " + kept.size() + " image files of " + base + " can be read" + first);
    }
    return new StoredImages(name, base, images, classNames, unreadable, options);
  }

  private List<Scanned> scan(List<Candidate> candidates) {
    ExecutorService workers =
        Executors.newFixedThreadPool(options.scanThreads(), HeaderScan::thread);
    try {
      List<Callable<List<Scanned>>> chunks = new ArrayList<>();
      for (int from = 0; from < candidates.size(); from += CHUNK) {
        List<Candidate> chunk = candidates.subList(from, Math.min(candidates.size(), from + CHUNK));
        chunks.add(
            () -> {
              try (LastFile file = new LastFile()) {
                return chunk.stream().map(candidate -> scanOne(candidate, file)).toList();
              }
            });
      }
      List<Scanned> all = new ArrayList<>(candidates.size());
      for (Future<List<Scanned>> chunk : workers.invokeAll(chunks)) {
        all.addAll(chunk.get());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("reading the headers of " + base + " was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the header scan of " + base + " failed", e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "header-scan");
    thread.setDaemon(true);
    return thread;
  }

  private Scanned scanOne(Candidate candidate, LastFile file) {
    try {
      Path path = base.resolve(candidate.file());
      InputFile.check(path);
      long length = candidate.length() >= 0 ? candidate.length() : Files.size(path);
      if (length == 0) {
        return Scanned.problem(candidate, "is empty (0 bytes)");
      }
      ImageHeader header;
      try (InputStream in =
          new BufferedInputStream(file.slice(path, candidate.offset(), length), BUFFER)) {
        header = ImageHeader.read(in, candidate.id(), options.maxPixels());
      }
      return Scanned.image(
          new StoredImage(info(candidate, header), candidate.file(), candidate.offset(), length));
    } catch (NoSuchFileException e) {
      return Scanned.problem(
          candidate,
          FileNames.isUnreadable(candidate.file())
              ? "has a name that is not UTF-8: rename it"
              : "does not exist");
    } catch (ImageException e) {
      String reason = String.valueOf(e.getMessage());
      return Scanned.problem(
          candidate,
          reason.startsWith(candidate.id())
              ? reason.substring(candidate.id().length()).strip()
              : reason);
    } catch (IOException e) {
      return Scanned.problem(candidate, "cannot be read: " + FileReason.of(e));
    } catch (InvalidPathException e) {
      return Scanned.problem(candidate, "cannot be read: " + e.getMessage());
    }
  }

  private ImageInfo info(Candidate c, ImageHeader header) {
    OptionalInt label = c.label() < 0 ? OptionalInt.empty() : labels.get(c.label());
    return new ImageInfo(
        c.id(), header.width(), header.height(), label, c.group(), c.split(), c.attributes());
  }
}
