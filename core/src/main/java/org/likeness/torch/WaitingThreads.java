package org.likeness.torch;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the threads of libtorch's libraries wait for each other: asleep, so that they leave the cores
 * to those that decode images. The libraries take it from the environment of the process when they
 * are loaded, where {@code docs/decisions/0006-threads-that-wait.md} gives the reasons; the
 * launcher sets it, and where it did not, it is set here, before they are loaded. What the user set
 * stays.
 *
 * <p>Java cannot change the environment that native code sees. JavaCPP frees memory by calling a
 * function of C with one address, whichever it is given, and this one is given {@code putenv}. That
 * part of JavaCPP is not public: where it is not as expected, nothing is set and the log says so.
 */
final class WaitingThreads {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingThreads.class);

  private static final Map<String, String> WANTED =
      new TreeMap<>(Map.of("OMP_WAIT_POLICY", "passive", "OPENBLAS_THREAD_TIMEOUT", "20"));

  private static final String MEMORY = "GLIBC_TUNABLES";

  /** What the launcher sets it to. */
  static final String MEMORY_VALUE =
      "glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592:"
          + "glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1";

  private WaitingThreads() {}

  /** True on Linux, where the user has not set all of it. */
  static boolean needHelp() {
    return Loader.getPlatform().startsWith("linux")
        && (System.getenv(MEMORY) == null
            || WANTED.keySet().stream().anyMatch(name -> System.getenv(name) == null));
  }

  /** Sets what is not set. After JavaCPP's own library is loaded, before libgomp and OpenBLAS. */
  static void sleep() {
    List<String> missing = new ArrayList<>();
    WANTED.forEach(
        (name, value) -> {
          if (System.getenv(name) == null && !put(name + "=" + value)) {
            missing.add(name + "=" + value);
          }
        });
    if (!missing.isEmpty()) {
      LOG.warn(
          "training may take several times as long: start Java with {} in its environment",
          String.join(" ", missing));
    }
    if (System.getenv(MEMORY) == null) { // read when the process starts, before Java
      LOG.info(
          "the system takes back the memory of each step; to keep it, start Java with {}={} in its environment",
          MEMORY,
          MEMORY_VALUE);
    }
  }

  /** False where JavaCPP is not as expected. */
  static boolean put(String assignment) {
    try {
      Class<?> type = Class.forName(Pointer.class.getName() + "$NativeDeallocator");
      Constructor<?> constructor =
          type.getDeclaredConstructor(Pointer.class, long.class, long.class);
      Method call = type.getMethod("deallocate");
      constructor.setAccessible(true);
      call.setAccessible(true);
      Pointer function = Loader.addressof("putenv");
      Pointer text = lasting(assignment);
      call.invoke(constructor.newInstance(text, text.address(), function.address()));
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.debug("{} cannot be set", assignment, e);
      return false;
    }
  }

  /** A text in memory that is never freed: the environment holds its address. */
  private static Pointer lasting(String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
    Pointer memory = Pointer.malloc(bytes.length);
    new BytePointer(memory).capacity(bytes.length).put(bytes);
    return memory;
  }
}
