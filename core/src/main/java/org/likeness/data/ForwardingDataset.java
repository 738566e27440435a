package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.likeness.image.Image;

/**
 * A data set that is another one but for the methods that a subclass overrides. Closing it closes
 * the data set inside. {@link #labelled()} looks at every image of this one.
 */
abstract class ForwardingDataset implements Dataset {
  /** The data set inside. */
  final Dataset source;

  ForwardingDataset(Dataset source) {
    this.source = requireNonNull(source, "source is null");
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public ImageInfo info(int index) {
    return source.info(index);
  }

  @Override
  public Image load(int index) throws IOException {
    return source.load(index);
  }

  @Override
  public Image load(int index, int leastSide) throws IOException {
    return source.load(index, leastSide);
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }

  @Override
  public List<UnreadableFile> unreadable() {
    return source.unreadable();
  }

  @Override
  public long bytes() {
    return source.bytes();
  }

  @Override
  public Optional<Skips> skips() {
    return source.skips();
  }

  @Override
  public Optional<FileState> state(int index) throws IOException {
    return source.state(index);
  }

  @Override
  public String contentHash(int index) throws IOException {
    return source.contentHash(index);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
