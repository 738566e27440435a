package org.likeness.image;

import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.likeness.torch.NativeLibraries;
import org.likeness.torch.Torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** OpenCV's native code, loaded on first use where this platform has it. */
final class OpenCv {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCv.class);

  private static final List<String> LIBRARIES =
      List.of(
          "openblas/{platform}/libgcc_s.so.1",
          "openblas/{platform}/libquadmath.so.0",
          "openblas/{platform}/libgfortran.so.5",
          "openblas/{platform}/libopenblas.so.0",
          "opencv/{platform}/libopencv_core.so.413",
          "opencv/{platform}/libopencv_imgproc.so.413",
          "opencv/{platform}/libopencv_imgcodecs.so.413");

  private static final List<String> NATIVES =
      List.of(
          "javacpp/{platform}/libjnijavacpp.so",
          "opencv/{platform}/libjniopencv_core.so",
          "opencv/{platform}/libjniopencv_imgcodecs.so");

  private OpenCv() {}

  private static final class Holder {
    static final Optional<Throwable> FAILURE = load();

    private static Optional<Throwable> load() {
      try {
        NativeLibraries.load(LIBRARIES, NATIVES, opencv_core.class, opencv_imgcodecs.class);
        // The loader has its own threads; a pool in OpenCV would compete with them.
        opencv_core.setNumThreads(0);
        return Optional.empty();
      } catch (LinkageError | RuntimeException e) {
        LOG.warn(
            "OpenCV cannot be loaded, so images are decoded in Java, which is slower, and JPEGs only at full size: {}",
            Torch.firstLine(e),
            e);
        return Optional.of(e);
      }
    }
  }

  /**
   * Why OpenCV cannot be used here; empty where it can. Without it, images are decoded in Java,
   * more slowly.
   */
  static Optional<Throwable> failure() {
    return Holder.FAILURE;
  }

  static boolean isAvailable() {
    return failure().isEmpty();
  }
}
