package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.image.Image;
import org.likeness.run.RunLayout;

/**
 * The encoder of an index, which makes vectors that can be compared with its rows. Thread-safe.
 *
 * @param encoder whose hash is that of the index
 * @param features kind of features that the index has
 */
public record IndexEncoder(Encoder encoder, FeatureKind features) {
  public IndexEncoder {
    requireNonNull(encoder, "encoder is null");
    requireNonNull(features, "features is null");
    if (features == FeatureKind.PIXELS) {
      throw new InputException(
          "the index has raw pixels, which are no encoder's: search it by --like");
    }
  }

  /**
   * Finds the encoder of an index by its hash: where it was when the index was written, or among
   * runs.
   *
   * @param runs folder of runs
   * @throws InputException if it is not found
   */
  public static IndexEncoder find(IndexInfo info, Path runs) {
    Path path =
        path(info.encoderHash(), info.encoder(), runs)
            .orElseThrow(
                () ->
                    new InputException(
                        "the encoder of the index (hash %.16s) is not among the runs in %s: name its run or file with --encoder"
                            .formatted(info.encoderHash(), runs)));
    return load(info, path);
  }

  /**
   * Loads the encoder of an index from a file or a run.
   *
   * @throws InputException if it is another one, or cannot be read
   */
  public static IndexEncoder load(IndexInfo info, Path fileOrRun) {
    requireSame(info, Encoder.savedHash(fileOrRun), fileOrRun.toString());
    return new IndexEncoder(Encoder.load(fileOrRun), info.features());
  }

  /**
   * An encoder that is loaded.
   *
   * @param name of its run or file, for the message
   * @throws InputException if it is another one
   */
  public static IndexEncoder of(IndexInfo info, Encoder encoder, String name) {
    requireSame(info, encoder.hash(), name);
    return new IndexEncoder(encoder, info.features());
  }

  private static void requireSame(IndexInfo info, String hash, String name) {
    requireSame(name, hash, "the index", info.encoderHash());
  }

  /**
   * Refuses an encoder whose vectors cannot be compared with those that are there.
   *
   * @param name of its run or file
   * @param there where the vectors are, for the message
   * @throws InputException if the hashes differ
   */
  public static void requireSame(String name, String hash, String there, String wanted) {
    if (!hash.equals(wanted)) {
      throw new InputException(
          "%s has another encoder (hash %.16s) than %s (hash %.16s), whose vectors cannot be compared: name the run that made the table"
              .formatted(name, hash, there, wanted));
    }
  }

  /**
   * The file or run with the encoder of a hash.
   *
   * @param known where it was, tried first
   * @param runs folder of runs, which need not exist
   */
  public static Optional<Path> path(String hash, Optional<String> known, Path runs) {
    Optional<Path> there = known.map(Path::of).filter(path -> has(path, hash));
    if (there.isPresent() || !Files.isDirectory(runs)) {
      return there;
    }
    List<RunLayout> all = RunLayout.all(runs);
    return all.stream().map(RunLayout::folder).filter(path -> has(path, hash)).findFirst();
  }

  private static boolean has(Path fileOrRun, String hash) {
    try {
      return Encoder.savedHash(fileOrRun).equals(hash);
    } catch (InputException e) { // gone, not complete, or damaged
      return false;
    }
  }

  /**
   * The vector of an image file, {@code [d]}.
   *
   * @throws InputException if it cannot be read or is not an image
   */
  public float[] vector(Path image) {
    return features == FeatureKind.HEAD ? encoder.embed(image) : encoder.features(image);
  }

  /** As {@link #vector(Path)}, of the bytes of an image file. */
  public float[] vector(byte[] image) {
    return features == FeatureKind.HEAD ? encoder.embed(image) : encoder.features(image);
  }

  /** As {@link #vector(Path)}, of a decoded image. */
  public float[] vector(Image image) {
    return features == FeatureKind.HEAD ? encoder.embed(image) : encoder.features(image);
  }
}
