package org.likeness.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.likeness.torch.SerialProducts;

/**
 * The vectors of all segments that exact search has seen, each loaded once and freed when no reader
 * has its segment any more. A segment that a new commit keeps is not loaded again.
 *
 * <p>From the first of them on until it is closed, products are {@link SerialProducts}: to switch
 * that takes milliseconds, too long for each query.
 */
final class ResidentRows implements AutoCloseable {
  private final Map<IndexReader.CacheKey, SegmentRows> segments = new ConcurrentHashMap<>();
  private final int dimension;
  private final boolean half;
  private Optional<SerialProducts> serial = Optional.empty();
  private boolean closed;

  ResidentRows(int dimension, boolean half) {
    this.dimension = dimension;
    this.half = half;
  }

  /** Two bytes a value instead of four. */
  boolean isHalf() {
    return half;
  }

  /** The rows of a segment, valid as long as the caller holds a reader of it. */
  SegmentRows of(LeafReader leaf) throws IOException {
    IndexReader.CacheHelper core = leaf.getCoreCacheHelper();
    SegmentRows there = segments.get(core.getKey());
    if (there != null) {
      return there;
    }
    beSerial();
    try {
      return segments.computeIfAbsent(core.getKey(), key -> load(leaf, core));
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private SegmentRows load(LeafReader leaf, IndexReader.CacheHelper core) {
    try {
      SegmentRows rows = SegmentRows.load(leaf, dimension, half);
      core.addClosedListener(this::free);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void free(IndexReader.CacheKey key) {
    SegmentRows rows = segments.remove(key);
    if (rows != null) {
      rows.close();
    }
  }

  private synchronized void beSerial() {
    if (serial.isEmpty() && !closed) {
      serial = Optional.of(SerialProducts.open());
    }
  }

  /** Segments in memory. */
  int loaded() {
    return segments.size();
  }

  /** Vectors stay until their segments are closed. */
  @Override
  public synchronized void close() {
    closed = true;
    serial.ifPresent(SerialProducts::close);
    serial = Optional.empty();
  }
}
