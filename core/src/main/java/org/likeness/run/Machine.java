package org.likeness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.likeness.torch.Torch;

/** This machine and the software versions on it, for reports, measurements and runs. */
public final class Machine {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** The version of Likeness from its jar; {@code unreleased} when it runs from class files. */
  public static String likeness() {
    return Optional.ofNullable(Machine.class.getPackage().getImplementationVersion())
        .orElse("unreleased");
  }

  /** Version and vendor. */
  public static String java() {
    return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
  }

  /** Name and version of the operating system. */
  public static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  /**
   * The version of a native library and of its Java bindings, {@code 2.10.0-1.5.13}.
   *
   * @param artifact such as {@code pytorch}
   */
  public static String library(String artifact) {
    try {
      return Optional.ofNullable(Loader.getVersion("org.bytedeco", artifact)).orElse("unknown");
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }

  /** As {@link #library}, without the version of the bindings: {@code 2.10.0}. */
  public static String libraryAlone(String artifact) {
    return library(artifact).replaceFirst("[- ].*", "");
  }

  /** Processors that Java may use. */
  public static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The processor's model name; its architecture if the system does not provide the name. */
  public static String processor() {
    return value(processorLines(), "model name").orElse(System.getProperty("os.arch"));
  }

  /** The instruction set that libtorch uses; loads libtorch. */
  public static String capability() {
    Torch.require();
    try (BytePointer name = torch.get_cpu_capability()) {
      return name.getString();
    }
  }

  /** {@link #capability}, and the processor's 16-bit instructions. */
  public static List<String> capabilities() {
    List<String> sets = new ArrayList<>(List.of(capability()));
    sets.addAll(bfloat16(processorLines()));
    return sets;
  }

  /** Whether the processor has instructions for bfloat16. */
  public static boolean hasBfloat16() {
    return !bfloat16(processorLines()).isEmpty();
  }

  /**
   * The instruction sets for bfloat16 that a processor has, of x86 or of Arm.
   *
   * @param lines of the file {@code /proc/cpuinfo}
   */
  static List<String> bfloat16(List<String> lines) {
    List<String> flags =
        value(lines, "flags")
            .or(() -> value(lines, "Features"))
            .map(line -> List.of(line.split("\\s+")))
            .orElse(List.of());
    return Stream.of("avx512_bf16", "amx_bf16", "bf16").filter(flags::contains).toList();
  }

  /** What a measurement depends on, with the keys of {@code bench --json}; loads libtorch. */
  public static Map<String, Object> describe() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("processor", processor());
    object.put("processors", processors());
    object.put("java", java());
    object.put("libtorch", libraryAlone("pytorch"));
    object.put("openblas", libraryAlone("openblas"));
    object.put("capability", capability());
    object.put("threads", Torch.threads());
    return object;
  }

  /** The value of the first line with a name; empty if there is none. */
  private static Optional<String> value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceFirst("[^:]*:\\s*", ""))
        .findFirst();
  }

  /** None if the system has no such file. */
  private static List<String> processorLines() {
    if (!Files.isReadable(PROCESSOR)) {
      return List.of();
    }
    try {
      return Files.readAllLines(PROCESSOR);
    } catch (IOException e) {
      return List.of();
    }
  }
}
