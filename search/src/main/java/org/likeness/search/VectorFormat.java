package org.likeness.search;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's format of vectors for more than 1,024 dimensions, with graphs merged by several threads.
 * It has the name of the format that it writes, so that Lucene alone reads it.
 */
final class VectorFormat extends KnnVectorsFormat {
  /** The largest vectors that an index takes. */
  static final int MOST_DIMENSIONS = 1 << 20;

  private final KnnVectorsFormat lucene;

  /**
   * A format for writing.
   *
   * @param threads that merge a graph, 1 or more
   * @param merges runs them
   */
  VectorFormat(int threads, ExecutorService merges) {
    this(
        threads > 1
            ? new Lucene99HnswVectorsFormat(
                Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
                Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
                threads,
                merges)
            : new Lucene99HnswVectorsFormat());
  }

  private VectorFormat(KnnVectorsFormat lucene) {
    super(lucene.getName());
    this.lucene = lucene;
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return lucene.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return lucene.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return MOST_DIMENSIONS;
  }
}
