package org.likeness.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.likeness.error.InputException;
import org.likeness.io.CreatedFolders;
import org.likeness.io.FolderLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index's folder that this process alone writes.
 *
 * @param lock of the folder, by which other processes are refused
 * @param writer Lucene's
 * @param threads that add rows and merge graphs
 * @param before what the last commit said; empty for a new index
 * @param created folders that were created for a new index
 */
record OpenIndex(
    Path folder,
    FolderLock lock,
    Directory directory,
    IndexWriter writer,
    ExecutorService threads,
    Optional<IndexInfo> before,
    CreatedFolders created)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenIndex.class);
  private static final double BUFFER_MEGABYTES = 256;

  static OpenIndex open(Path folder, IndexOptions options) throws IOException {
    requireIndexOrEmpty(folder);
    CreatedFolders created = CreatedFolders.missing(folder);
    FolderLock lock;
    try {
      Files.createDirectories(folder);
      lock = FolderLock.take(folder, "the index", "folder");
    } catch (IOException | RuntimeException e) {
      created.delete();
      throw e;
    }
    try {
      return open(folder, options, lock, created);
    } catch (IOException | RuntimeException e) {
      unlock(folder, lock, created);
      throw e;
    }
  }

  /** Lets others write; folders that were created for an index that came to nothing are removed. */
  private static void unlock(Path folder, FolderLock lock, CreatedFolders created)
      throws IOException {
    Path file = folder.resolve(FolderLock.NAME);
    boolean empty = false;
    try {
      empty = emptied(folder, created);
      if (empty) {
        // While it is locked, so that no other process locks a file that is gone.
        Files.deleteIfExists(file);
      }
    } catch (IOException e) { // Windows deletes no open file
      LOG.debug("{} cannot be removed yet", file, e);
    } finally {
      lock.close();
    }
    if (empty) {
      Files.deleteIfExists(file);
      created.delete();
    }
  }

  private static OpenIndex open(
      Path folder, IndexOptions options, FolderLock lock, CreatedFolders created)
      throws IOException {
    Directory directory = new MMapDirectory(folder);
    ExecutorService threads = Executors.newFixedThreadPool(options.threads(), OpenIndex::thread);
    try {
      Optional<IndexInfo> before = Optional.empty();
      if (DirectoryReader.indexExists(directory)) {
        SegmentInfos last = SegmentInfos.readLatestCommit(directory);
        before = Optional.of(IndexJson.parse(folder, last.getUserData()));
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          Checksums.require(reader); // or a merge would find the damage, half-way
        }
      }
      IndexWriter writer = new IndexWriter(directory, configuration(options, threads));
      return new OpenIndex(folder, lock, directory, writer, threads, before, created);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Lucene's answer to some damaged files
      abandon(directory, threads);
      throw IndexFailures.damaged(folder, String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      abandon(directory, threads);
      throw e;
    }
  }

  private static void abandon(Directory directory, ExecutorService threads) throws IOException {
    threads.shutdown();
    directory.close();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "likeness-index");
    thread.setDaemon(true);
    return thread;
  }

  private static IndexWriterConfig configuration(IndexOptions options, ExecutorService threads) {
    KnnVectorsFormat format = new VectorFormat(options.threads(), threads);
    return new IndexWriterConfig()
        .setCodec(
            new Lucene912Codec() {
              @Override
              public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
              }
            })
        .setMergeScheduler(new SerialMergeScheduler())
        .setRAMBufferSizeMB(BUFFER_MEGABYTES)
        .setUseCompoundFile(false)
        .setCommitOnClose(false);
  }

  /** What a killed writer leaves in a folder without an index are Lucene's files. */
  private static void requireIndexOrEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + " is a file: choose an index, or a new folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      boolean index = names.stream().anyMatch(name -> name.startsWith("segments_"));
      if (!index && !names.stream().allMatch(OpenIndex::isLeftover)) {
        throw new InputException(
            folder + " has other files and no index: choose an index, or a new folder");
      }
    }
  }

  private static boolean isLeftover(String name) {
    return name.startsWith(".") || isLeftoverOfLucene(name);
  }

  private static boolean isLeftoverOfLucene(String name) {
    return name.startsWith("_")
        || name.startsWith("pending_segments_")
        || name.equals(IndexWriter.WRITE_LOCK_NAME);
  }

  /** A writer that failed, on a full disk for instance, leaves files; a new one removes them. */
  private void removeLeftovers() throws IOException {
    new IndexWriter(directory, new IndexWriterConfig().setCommitOnClose(false)).rollback();
  }

  /**
   * Empties a folder that was created for an index that came to nothing.
   *
   * @return whether only the lock is left
   */
  private static boolean emptied(Path folder, CreatedFolders created) throws IOException {
    if (created.folders().isEmpty()) {
      return false;
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files =
          list.filter(file -> !String.valueOf(file.getFileName()).equals(FolderLock.NAME)).toList();
    }
    if (!files.stream().allMatch(file -> isLeftoverOfLucene(String.valueOf(file.getFileName())))) {
      return false;
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    return true;
  }

  /**
   * Drops what was not committed and lets others write; a new index without rows leaves nothing.
   */
  @Override
  public void close() throws IOException {
    threads.shutdown();
    try {
      writer.rollback();
      if (writer.getTragicException() != null && DirectoryReader.indexExists(directory)) {
        removeLeftovers();
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("changes of {} that were not committed stay until its next change", folder, e);
    }
    try {
      directory.close();
    } finally {
      unlock(folder, lock, created);
    }
  }
}
