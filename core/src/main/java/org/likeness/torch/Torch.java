package org.likeness.torch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.RunException;

/**
 * libtorch as a whole: whether it is available, its threads and its version. Everything else uses
 * {@code org.bytedeco.pytorch} directly.
 */
public final class Torch {
  /**
   * {@code {build}} is the platform, or the platform with {@code -gpu} where that is on the class
   * path; libraries that a build does not have are skipped.
   */
  private static final List<String> LIBRARIES =
      List.of(
          "openblas/{platform}/libgcc_s.so.1",
          "openblas/{platform}/libquadmath.so.0",
          "openblas/{platform}/libgfortran.so.5",
          "openblas/{platform}/libopenblas.so.0",
          "pytorch/{build}/libgomp.so.1",
          "pytorch/{build}/libc10.so",
          "pytorch/{build}/libtorch_cpu.so",
          "pytorch/{build}/libc10_cuda.so",
          "pytorch/{build}/libtorch_cuda.so",
          "pytorch/{build}/libtorch_cuda_linalg.so",
          "pytorch/{build}/libtorch.so");

  private static final List<String> NATIVES =
      List.of(
          "javacpp/{platform}/libjnijavacpp.so",
          "openblas/{platform}/libopenblas.so.0#libopenblas_nolapack.so.0",
          "openblas/{platform}/libjniopenblas_nolapack.so",
          "pytorch/{build}/libjnitorch.so");

  private static final String GPU = "-gpu";
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private Torch() {}

  /** Loads on first use; holds either nothing or the reason why it cannot be loaded. */
  private static final class Holder {
    private static int productThreads;
    private static int serial; // SerialProducts that are open
    private static int bound;
    private static Optional<ProductThreads> products = Optional.empty();

    static final Optional<Throwable> FAILURE = load();

    private static Optional<Throwable> load() {
      try {
        String build = hasGpuBuild() ? "{platform}" + GPU : "{platform}";
        NativeLibraries.load(
            of(build, LIBRARIES), of(build, NATIVES), openblas_nolapack.class, torch.class);
        setThreads(Runtime.getRuntime().availableProcessors());
        return Optional.empty();
      } catch (LinkageError | RuntimeException e) {
        return Optional.of(e);
      }
    }

    /** True where the class path has libtorch for CUDA; JavaCPP must know it too. */
    private static boolean hasGpuBuild() {
      String library = "/org/bytedeco/pytorch/" + Loader.getPlatform() + GPU + "/libtorch_cuda.so";
      boolean there = Torch.class.getResource(library) != null;
      if (there && System.getProperty(EXTENSION) == null) {
        System.setProperty(EXTENSION, GPU);
      }
      return there;
    }

    private static List<String> of(String build, List<String> resources) {
      return resources.stream().map(resource -> resource.replace("{build}", build)).toList();
    }

    static void setThreads(int threads) {
      torch.set_num_threads(threads);
      setProductThreads(threads);
      torch.set_autocast_cache_enabled(false);
    }

    /** OpenBLAS has a pool of its own, to which set_num_threads does not apply. */
    static synchronized void setProductThreads(int threads) {
      productThreads = threads;
      if (products.isEmpty()) {
        products = Optional.of(ProductThreads.find());
      }
      products.get().set(threads);
      bind();
    }

    static synchronized void serial(int change) {
      serial += change;
      bind();
    }

    private static void bind() {
      bound = serial > 0 ? 1 : productThreads;
      products.orElseThrow().setForNow(bound);
    }

    static synchronized int bound() {
      return bound;
    }
  }

  /** Why libtorch cannot be used here; empty where it can. */
  public static Optional<Throwable> failure() {
    return Holder.FAILURE;
  }

  public static boolean isAvailable() {
    return failure().isEmpty();
  }

  /** Loads libtorch. Call it before the first tensor of a program. */
  public static void require() {
    if (failure().isPresent()) {
      Throwable cause = failure().get();
      throw new RunException(
          "libtorch cannot be loaded on "
              + Loader.getPlatform()
              + ": "
              + String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString())
              + " (builds exist for linux-x86_64, macosx-arm64 and windows-x86_64; `./likeness doctor` says more)",
          cause);
    }
  }

  /**
   * Threads for one operation, in libtorch and in its matrix library, for the calling thread and
   * those started after it.
   */
  public static void setThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
    }
    require();
    Holder.setThreads(threads);
  }

  /** One more {@link SerialProducts} that is open, or one less. */
  static void productsAreSerial(int change) {
    Holder.serial(change);
  }

  /** The threads that a matrix product has now. */
  static int productThreads() {
    return Holder.bound();
  }

  public static int threads() {
    require();
    return torch.get_num_threads();
  }

  /** The first line of a message from libtorch, without its native stack. */
  public static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage())
        .lines()
        .findFirst()
        .orElse(error.getClass().getSimpleName());
  }
}
