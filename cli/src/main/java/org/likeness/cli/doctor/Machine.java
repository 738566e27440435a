package org.likeness.cli.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Version;
import org.likeness.torch.Torch;

/** What a measurement was made on: it stands above every table of {@code likeness bench}. */
public final class Machine {
  private Machine() {}

  /** One line for people. */
  public static String phrase() {
    return String.format(
        Locale.ROOT,
        "%s, %s, Java %s, libtorch %s with OpenBLAS %s, %s, %s",
        model(),
        Readable.count(Runtime.getRuntime().availableProcessors(), "processor"),
        Version.java(),
        version("pytorch"),
        version("openblas"),
        capability(),
        Readable.count(Torch.threads(), "thread"));
  }

  /** The same in JSON. */
  public static Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("processor", model());
    object.put("processors", Runtime.getRuntime().availableProcessors());
    object.put("java", Version.java());
    object.put("libtorch", version("pytorch"));
    object.put("openblas", version("openblas"));
    object.put("capability", capability());
    object.put("threads", Torch.threads());
    return object;
  }

  /** Bytes of memory that the machine, or its container, has; 0 where that is not known. */
  public static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  private static String capability() {
    try (BytePointer name = torch.get_cpu_capability()) {
      return name.getString();
    }
  }

  private static String version(String artifact) {
    try {
      String version = Loader.getVersion("org.bytedeco", artifact);
      return version == null ? "unknown" : version.replaceFirst("-.*", "");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** What the system calls the processor. */
  private static String model() {
    Path file = Path.of("/proc/cpuinfo");
    if (Files.isReadable(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.replaceFirst("[^:]*: *", ""))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getProperty("os.arch");
  }
}
