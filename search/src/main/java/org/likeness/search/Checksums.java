package org.likeness.search;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;

/**
 * Compares the content of an index's files with the checksum at their end. Lucene does so with its
 * small files whenever it opens them, with the large ones (vectors, graphs, values) only when it
 * merges them.
 */
final class Checksums {
  /** Vectors of more bytes take seconds to read from a disk. */
  private static final long FEW_BYTES = 256L << 20;

  private Checksums() {}

  /** Whether the files are read in a fraction of a second. */
  static boolean areCheap(DirectoryReader reader, int dimension) {
    return (long) reader.maxDoc() * dimension * Float.BYTES <= FEW_BYTES;
  }

  /**
   * Reads all files.
   *
   * @throws org.apache.lucene.index.CorruptIndexException if one has other content than was written
   */
  static void require(DirectoryReader reader) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      leaf.reader().checkIntegrity();
    }
  }
}
