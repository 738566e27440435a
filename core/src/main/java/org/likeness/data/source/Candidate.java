package org.likeness.data.source;

import java.util.Map;
import java.util.Optional;

/**
 * An image before its header is read.
 *
 * @param id stable name
 * @param file path of the file that holds it, relative to the data set's base
 * @param offset where its bytes begin in that file
 * @param length how many bytes; -1 for the whole file, not measured yet
 * @param label index of its class, -1 for none
 * @param group what a split must not part
 * @param split the part that it is assigned to
 * @param attributes further columns
 */
record Candidate(
    String id,
    String file,
    long offset,
    long length,
    int label,
    Optional<String> group,
    Optional<String> split,
    Map<String, String> attributes) {

  /** A whole file whose path is its id. */
  static Candidate file(String id, long length, int label, Optional<String> split) {
    return new Candidate(id, id, 0, length, label, Optional.empty(), split, Map.of());
  }

  /** The same image as a stretch of a tar. */
  Candidate in(TarEntry entry) {
    return new Candidate(
        id, entry.tar(), entry.offset(), entry.length(), label, group, split, attributes);
  }

  /** The same image with what a side-car says. */
  Candidate labelled(int newLabel, Optional<String> newGroup) {
    return new Candidate(id, file, offset, length, newLabel, newGroup, split, attributes);
  }
}
