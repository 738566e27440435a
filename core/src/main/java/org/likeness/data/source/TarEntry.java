package org.likeness.data.source;

/**
 * A file in a tar.
 *
 * @param shard the tar's name without {@code .tar}
 * @param tar the tar's file name
 * @param name the file's path in the tar, with {@code /}
 * @param offset where its bytes begin in the tar
 * @param length how many bytes
 */
record TarEntry(String shard, String tar, String name, long offset, long length) {
  String id() {
    return shard + "/" + name;
  }

  /**
   * What the files of one WebDataset sample share: the path up to the first dot of the file's name.
   */
  String sample() {
    int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
    return shard + "/" + (dot < 0 ? name : name.substring(0, dot));
  }
}
