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
import org.bytedeco.javacpp.Pointer;

/**
 * Loads native code in a way that avoids two crashes at a first start: two processes that unpack
 * into the same cache at the same time read each other's half-written files (SIGBUS), and a system
 * library of the same name on the linker's path is loaded while the bundled one is not unpacked yet
 * (SIGSEGV).
 *
 * <p>So everything is unpacked under a lock between processes before the first library is loaded,
 * and then each library is loaded by its full path, dependencies first: the linker finds them by
 * name in the process and never searches its path.
 */
public final class NativeLibraries {
  /**
   * JavaCPP's switch for loading by itself. To bind its classes it searches the class path for
   * every library, also for those that are loaded: half a second for libtorch. A program that has
   * no other native code by JavaCPP may set it to {@code false}, as the launcher does; what is
   * needed is then loaded here and nowhere else.
   */
  private static final String BY_ITSELF = "org.bytedeco.javacpp.loadlibraries";

  /**
   * By default JavaCPP compares the memory of the whole process with a multiple of Java's heap,
   * runs the collector where it is more, and fails where that does not help; scopes free tensors
   * here.
   */
  private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxPhysicalBytes";

  private static boolean environmentSet;

  private NativeLibraries() {}

  /**
   * Unpacks and loads libraries, in this order, then binds classes to them.
   *
   * @param libraries as paths below {@code /org/bytedeco/}, with {@code {platform}} for the
   *     platform, dependencies first; one that this platform does not have is skipped
   * @param natives the libraries with the code of the native methods, likewise
   * @param bindings the classes with the native methods
   * @throws UnsatisfiedLinkError where this platform has no native library, or it cannot be loaded
   */
  public static void load(List<String> libraries, List<String> natives, Class<?>... bindings) {
    if (System.getProperty(MAX_PHYSICAL_BYTES) == null) {
      System.setProperty(MAX_PHYSICAL_BYTES, "0"); // read when JavaCPP's first pointer is made
    }
    try {
      Path cache = Loader.getCacheDir().toPath();
      Files.createDirectories(cache);
      Path lockFile = cache.resolve(".likeness.lock");
      // The file lock excludes other processes; a process may take it only once, so the monitor
      // excludes other threads.
      synchronized (NativeLibraries.class) {
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          List<File> unpacked = unpack(libraries);
          List<File> unpackedNatives = byItself() ? List.of() : unpack(natives);
          setEnvironment();
          unpacked.forEach(file -> System.load(file.getAbsolutePath()));
          if (!byItself() && unpackedNatives.size() == natives.size()) {
            unpackedNatives.forEach(file -> System.load(file.getAbsolutePath()));
          } else {
            bind(bindings);
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

  private static List<File> unpack(List<String> resources) throws IOException {
    List<File> files = new ArrayList<>();
    for (String resource : resources) {
      String[] parts = resource.replace("{platform}", Loader.getPlatform()).split("#", 2);
      File file = Loader.cacheResource(NativeLibraries.class, "/org/bytedeco/" + parts[0]);
      if (file != null) {
        files.add(parts.length == 1 ? file : alias(file.toPath(), parts[1]).toFile());
      }
    }
    return files;
  }

  /** The library beside itself under another name, by which others ask for it. */
  private static Path alias(Path library, String name) throws IOException {
    Path other = library.resolveSibling(name);
    if (!Files.exists(other)) {
      try {
        Files.createSymbolicLink(other, library.getFileName());
      } catch (IOException | UnsupportedOperationException e) { // a file system without links
        Files.copy(library, other);
      }
    }
    return other;
  }

  /** Once, under the lock, since JavaCPP may have to unpack its own library for it. */
  private static void setEnvironment() {
    if (!environmentSet && WaitingThreads.needHelp()) {
      bind(Pointer.class);
      WaitingThreads.sleep();
    }
    environmentSet = true;
  }

  private static boolean byItself() {
    return Boolean.parseBoolean(System.getProperty(BY_ITSELF, "true"));
  }

  /** By JavaCPP, whatever the switch says. */
  private static void bind(Class<?>... bindings) {
    String before = System.getProperty(BY_ITSELF);
    System.clearProperty(BY_ITSELF);
    try {
      for (Class<?> binding : bindings) {
        Loader.load(binding);
      }
    } finally {
      if (before != null) {
        System.setProperty(BY_ITSELF, before);
      }
    }
  }
}
