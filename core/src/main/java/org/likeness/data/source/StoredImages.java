package org.likeness.data.source;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.likeness.data.Dataset;
import org.likeness.data.FileState;
import org.likeness.data.ImageInfo;
import org.likeness.data.Skips;
import org.likeness.data.UnreadableFile;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.io.Digests;

/**
 * Encoded images (JPEG, PNG, ...), each a file or a stretch of one. Holds no open files, so it has
 * nothing to close.
 */
final class StoredImages implements Dataset {
  private final String name;
  private final Path base;
  private final List<StoredImage> images;
  private final List<String> classNames;
  private final List<UnreadableFile> unreadable;
  private final boolean labelled;
  private final long bytes;
  private final long maxPixels;
  private final Skips skips;

  StoredImages(
      String name,
      Path base,
      List<StoredImage> images,
      List<String> classNames,
      List<UnreadableFile> unreadable,
      DataOptions options) {
    this.name = requireNonNull(name, "name is null");
    this.base = requireNonNull(base, "base is null");
    this.images = List.copyOf(images);
    this.classNames = List.copyOf(classNames);
    this.unreadable = List.copyOf(unreadable);
    this.maxPixels = options.maxPixels();
    this.skips = new Skips(this, options.maxSkipped());
    this.labelled =
        !images.isEmpty() && images.stream().allMatch(image -> image.info().label().isPresent());
    this.bytes = images.stream().mapToLong(StoredImage::length).sum();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public ImageInfo info(int index) {
    return images.get(index).info();
  }

  @Override
  public Image load(int index) throws IOException {
    return load(index, 0);
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    return ImageDecoder.decode(encoded(index), info(index).id(), leastSide, maxPixels);
  }

  private byte[] encoded(int index) throws IOException {
    StoredImage image = images.get(index);
    ImageDecoder.refuseTooLong(image.length(), image.info().id());
    byte[] encoded = new byte[Math.toIntExact(image.length())];
    try (FileSlice in = new FileSlice(base.resolve(image.file()), image.offset(), image.length())) {
      if (in.readNBytes(encoded, 0, encoded.length) < encoded.length) {
        throw new EOFException(image.info().id() + " is shorter than when the data set was opened");
      }
    }
    return encoded;
  }

  @Override
  public Optional<FileState> state(int index) throws IOException {
    StoredImage image = images.get(index);
    long modified = Files.getLastModifiedTime(base.resolve(image.file())).to(TimeUnit.NANOSECONDS);
    return Optional.of(new FileState(image.length(), modified));
  }

  @Override
  public String contentHash(int index) throws IOException {
    return Digests.content(encoded(index));
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public boolean labelled() {
    return labelled;
  }

  @Override
  public List<UnreadableFile> unreadable() {
    return unreadable;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Optional<Skips> skips() {
    return Optional.of(skips);
  }
}
