package org.likeness.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;

/**
 * The vectors of all segments that exact search has seen, each loaded once and freed when no reader
 * has its segment any more. A segment that a new commit keeps is not loaded again.
 */
final class ResidentRows {
  private final Map<IndexReader.CacheKey, SegmentRows> segments = new ConcurrentHashMap<>();
  private final boolean half;

  ResidentRows(boolean half) {
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
    try {
      return segments.computeIfAbsent(core.getKey(), key -> load(leaf, core));
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private SegmentRows load(LeafReader leaf, IndexReader.CacheHelper core) {
    try {
      SegmentRows rows = SegmentRows.load(leaf, half);
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

  /** Segments in memory. */
  int loaded() {
    return segments.size();
  }
}
