package org.likeness.torch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * Loads native code so that a first start survives what makes it crash otherwise: two processes
 * that unpack into the same cache at the same time read each other's half-written files (SIGBUS),
 * and a system library of the same name on the linker's path is taken while ours is not unpacked
 * yet (SIGSEGV).
 *
 * <p>So everything is unpacked under a lock between processes before the first library is loaded,
 * and then each library is loaded by its full path, dependencies first: the linker finds them by
 * name in the process and never searches its path.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Unpacks and loads libraries, in this order, then the classes that bind them.
   *
   * @param resources libraries as paths below {@code /org/bytedeco/}, with {@code {platform}} for
   *     the platform, dependencies first; one that this platform does not have is passed over
   * @param bindings the classes with the native methods
   * @throws UnsatisfiedLinkError where this platform has no native library, or it cannot be loaded
   */
  public static void load(List<String> resources, Class<?>... bindings) {
    try {
      Path cache = Loader.getCacheDir().toPath();
      Files.createDirectories(cache);
      Path lockFile = cache.resolve(".likeness.lock");
      // The file lock parts processes; one process may take it only once, so the monitor parts
      // threads.
      synchronized (NativeLibraries.class) {
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          List<File> unpacked = new ArrayList<>();
          for (String resource : resources) {
            String path = "/org/bytedeco/" + resource.replace("{platform}", Loader.getPlatform());
            File file = Loader.cacheResource(NativeLibraries.class, path);
            if (file != null) {
              unpacked.add(file);
            }
          }
          for (File file : unpacked) {
            System.load(file.getAbsolutePath());
          }
          for (Class<?> binding : bindings) {
            Loader.load(binding);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "native libraries cannot be unpacked: "
              + e.getMessage()
              + " (choose another folder with -Dorg.bytedeco.javacpp.cachedir=DIR)",
          e);
    }
  }
}
