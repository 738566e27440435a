package org.likeness.data.source;

/**
 * Hears how far a download is. Called on the thread that downloads, at most once a megabyte and at
 * the end.
 */
@FunctionalInterface
public interface DownloadProgress {
  /**
   * @param file name of the file
   * @param bytes how many have arrived, those of earlier attempts included
   * @param total how many there are, -1 where the server does not say
   */
  void received(String file, long bytes, long total);
}
