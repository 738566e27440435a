package org.likeness.data.source;

/**
 * Receives the progress of a download. Called on the thread that downloads: at the start and after
 * each interruption with what is there, then once a megabyte and at the end.
 */
@FunctionalInterface
public interface DownloadProgress {
  /**
   * @param file name of the file
   * @param bytes number received, with those of earlier attempts; fewer than before where the
   *     server begins again
   * @param total size of the file
   */
  void received(String file, long bytes, long total);
}
