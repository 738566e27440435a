package org.likeness.data.source;

/**
 * Receives the progress of a download. Called on the thread that downloads, at most once a megabyte
 * and at the end.
 */
@FunctionalInterface
public interface DownloadProgress {
  /**
   * @param file name of the file
   * @param bytes number received, with those of earlier attempts
   * @param total size of the file, -1 where the server does not say
   */
  void received(String file, long bytes, long total);
}
