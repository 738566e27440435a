package org.likeness.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.likeness.cli.console.Readable;
import org.likeness.image.ImageDecoder;
import org.likeness.run.Machine;
import org.likeness.torch.SystemMemory;
import org.likeness.torch.Torch;

/**
 * What the doctor found.
 *
 * @param facts in the order of the report
 * @param problems the fatal ones first
 */
public record Examination(List<Fact> facts, List<Problem> problems) {
  /**
   * One line of the doctor's report.
   *
   * @param key in JSON
   * @param name for people
   * @param value in JSON: a number, a string, a list
   * @param text for people
   */
  public record Fact(String key, String name, Object value, String text) {}

  /**
   * Something that the doctor found.
   *
   * @param what one sentence
   * @param fix what to do about it
   * @param fatal true where nothing can be trained here
   */
  public record Problem(String what, String fix, boolean fatal) {}

  private static final long GB = 1_000_000_000L;
  private static final long SMALL_DISK = 5 * GB;
  private static final long SMALL_MEMORY = 4 * GB;
  private static final double SLOW_GFLOPS = 5;

  public Examination {
    facts = List.copyOf(facts);
    problems = problems.stream().sorted((a, b) -> Boolean.compare(b.fatal(), a.fatal())).toList();
  }

  public static Examination perform() {
    List<Fact> facts = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    versions(facts);
    Torch.failure()
        .ifPresentOrElse(cause -> problems.add(noTorch(cause)), () -> torch(facts, problems));
    ImageDecoder.openCvFailure().ifPresent(cause -> problems.add(noOpenCv(cause)));
    memory(facts, problems);
    disk(facts, problems);
    return new Examination(facts, problems);
  }

  public boolean ready() {
    return problems.stream().noneMatch(Problem::fatal);
  }

  public String verdict() {
    if (!ready()) {
      return "Likeness cannot train here until the problem above is fixed.";
    }
    return problems.isEmpty()
        ? "ready."
        : "ready, with " + (problems.size() == 1 ? "the note" : "the notes") + " above.";
  }

  private static void versions(List<Fact> facts) {
    facts.add(fact("likeness", "Likeness", Machine.likeness()));
    facts.add(fact("java", "Java", Machine.java()));
    facts.add(fact("platform", "Platform", Loader.getPlatform() + ", " + Machine.system()));
    facts.add(fact("libtorch", "libtorch", Machine.library("pytorch")));
    facts.add(fact("openblas", "OpenBLAS", Machine.library("openblas")));
    facts.add(fact("opencv", "OpenCV", Machine.library("opencv")));
    facts.add(fact("javacpp", "JavaCPP", Machine.library("javacpp")));
    int processors = Machine.processors();
    facts.add(new Fact("processors", "Processors", processors, String.valueOf(processors)));
  }

  private static void torch(List<Fact> facts, List<Problem> problems) {
    Processor processor = Processor.measure();
    facts.add(fact("device", "Device", processor.device()));
    facts.add(
        new Fact(
            "torchThreads",
            "Threads, libtorch",
            processor.torchThreads(),
            String.valueOf(processor.torchThreads())));
    facts.add(
        new Fact(
            "blasThreads",
            "Threads, OpenBLAS",
            processor.blasThreads(),
            String.valueOf(processor.blasThreads())));
    facts.add(
        new Fact(
            "capabilities",
            "Capabilities",
            processor.capabilities(),
            String.join(", ", processor.capabilities())));
    double gflops = Math.round(processor.gflops() * 10) / 10.0;
    facts.add(
        new Fact(
            "gflops",
            "Matrix product",
            gflops,
            String.format(Locale.ROOT, "%.1f GFLOP/s in 32 bits", gflops)));
    if (processor.gflops() < SLOW_GFLOPS) {
      problems.add(
          new Problem(
              "matrix products are slow on this machine, or it is busy with other programs.",
              "stop other programs, or use a machine with more cores; see the capabilities above.",
              false));
    }
  }

  /** Why libtorch cannot be loaded, and what to do: a build for a GPU needs CUDA's libraries. */
  public static Problem noTorch(Throwable cause) {
    String why = Torch.firstLine(cause);
    String what = "libtorch cannot be loaded: " + why;
    if (why.contains("-gpu")) {
      return new Problem(
          what,
          "this is the build for CUDA: add the folders of CUDA 13 and cuDNN 9 to LD_LIBRARY_PATH, or return to the build for the CPU with LIKENESS_BUILD_OPTS= ./likeness doctor",
          true);
    }
    return new Problem(what, unpackAgain(), true);
  }

  /** Why OpenCV cannot be loaded; training works without it. */
  public static Problem noOpenCv(Throwable cause) {
    return new Problem(
        "OpenCV cannot be loaded: "
            + Torch.firstLine(cause)
            + "; images are decoded in Java, which is slower, and large JPEGs only at full size.",
        unpackAgain(),
        false);
  }

  private static String unpackAgain() {
    return "use linux-x86_64, macosx-arm64 or windows-x86_64; if this is one of them, remove the folder "
        + cacheFolder()
        + " so that the library is unpacked again, and check that the folder is writable.";
  }

  private static void memory(List<Fact> facts, List<Problem> problems) {
    long heap = Runtime.getRuntime().maxMemory();
    long physical = SystemMemory.bytes();
    facts.add(new Fact("heapBytes", "Memory, Java", heap, Readable.bytes(heap) + " at most"));
    facts.add(new Fact("physicalBytes", "Memory, machine", physical, Readable.bytes(physical)));
    if (physical > 0 && physical < SMALL_MEMORY) {
      problems.add(
          new Problem(
              "the machine has only " + Readable.bytes(physical) + " of memory.",
              "use a small network and batch (--set train.batch=32), or a machine with 8 GB or more.",
              false));
    }
  }

  private static void disk(List<Fact> facts, List<Problem> problems) {
    Path cache = cacheFolder();
    long size = sizeOf(cache);
    facts.add(fact("cacheFolder", "Native libraries", cache.toString()));
    facts.add(new Fact("cacheBytes", "  their size", size, Readable.bytes(size)));
    Path here = Path.of("").toAbsolutePath();
    long free = here.toFile().getUsableSpace();
    facts.add(new Fact("freeBytes", "Free disk", free, Readable.bytes(free) + " at " + here));
    if (free < SMALL_DISK) {
      problems.add(
          new Problem(
              "only " + Readable.bytes(free) + " of disk space is free at " + here + ".",
              "free some space, or write runs elsewhere with --out; checkpoints of a long run take a few GB.",
              false));
    }
  }

  private static Path cacheFolder() {
    try {
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      return Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    }
  }

  private static long sizeOf(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static Fact fact(String key, String name, String text) {
    return new Fact(key, name, text, text);
  }
}
