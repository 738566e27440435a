package org.likeness.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.likeness.io.FolderLock;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/** Runs the cases of one format, each in an own folder and by an own thread. */
final class Fuzzer implements AutoCloseable {
  /** Only against a reader that never ends: no machine is so slow. */
  private static final long WATCHDOG_SECONDS = 600;

  private static final long LOOK_MILLIS = 5;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Format format;
  private final List<Sample> samples;
  private final Path folder;
  private final ExecutorService reader;

  /**
   * Prepares the cases of a format.
   *
   * @param folder where inputs are written, empty between the cases
   */
  Fuzzer(Format format, Path folder) throws IOException {
    this.format = format;
    this.samples = format.samples();
    this.folder = folder;
    this.reader =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "fuzz-" + format.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The number of valid inputs. */
  int samples() {
    return samples.size();
  }

  /** Reads a valid input, which must be accepted. */
  Result valid(int sample) throws IOException {
    return read(sample, samples.get(sample));
  }

  /** Reads the mutated input of a number. */
  Result mutated(int number) throws IOException {
    return read(number, input(number));
  }

  /** The input of a number: a function of the format's name and the number. */
  Sample input(int number) {
    RandomStream random =
        new RandomSource(format.name().hashCode()).stream(Purpose.EVALUATION, 0, number);
    Sample sample = samples.get(random.nextInt(samples.size()));
    List<String> parts = List.copyOf(new TreeMap<>(sample.changed()).keySet());
    String part = parts.get(random.nextInt(parts.size()));
    Sample second = samples.get(random.nextInt(samples.size()));
    byte[] original = sample.changed().get(part);
    byte[] other = second.changed().getOrDefault(part, original);
    boolean repaired = random.chance(0.5);
    byte[] changed = new Mutator(random).mutate(original, other, format.isText(part));
    return sample.with(part, repaired ? format.repaired(changed) : changed);
  }

  /** Writes the files of an input. */
  void write(Sample input, Path into) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>(input.fixed());
    files.putAll(format.files(input.changed()));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = into.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  private Result read(int number, Sample input) throws IOException {
    delete(folder);
    write(input, folder);
    Map<String, String> before = contents();
    Footprint footprint = new Footprint();
    Future<Result> running = reader.submit(() -> measured(number));
    Result result = await(running, footprint, number);
    boolean mayWrite = format.writes() && result.accepted();
    if (result.fault().isEmpty() && !mayWrite && !contents().equals(before)) {
      return faulty(result, new AssertionError("the folder was changed: " + contents()));
    }
    return result;
  }

  private Result await(Future<Result> running, Footprint footprint, int number) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WATCHDOG_SECONDS);
    while (System.nanoTime() < end) {
      try {
        Result result = running.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        footprint.look();
        return new Result(
            number,
            result.message(),
            result.fault(),
            result.nanos(),
            result.javaBytes(),
            footprint.largest());
      } catch (TimeoutException e) {
        footprint.look();
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException("the reader's thread failed", e);
      }
    }
    throw new AssertionError(format.name() + " " + number + " does not end");
  }

  private Result measured(int number) {
    long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    long start = System.nanoTime();
    Optional<Throwable> thrown = Optional.empty();
    try {
      format.read(folder);
    } catch (Throwable e) { // an Error of a reader is a fault to report, with its input
      thrown = Optional.of(e);
    }
    long nanos = System.nanoTime() - start;
    long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
    Optional<Throwable> fault =
        thrown.flatMap(
            e ->
                e instanceof AssertionError
                    ? Optional.of(e)
                    : Refusal.fault(e).map(why -> new AssertionError(why, e)));
    Optional<String> message = thrown.map(e -> String.valueOf(e.getMessage()));
    return new Result(number, message, fault, nanos, allocated, 0);
  }

  private static Result faulty(Result result, Throwable fault) {
    return new Result(
        result.number(),
        result.message(),
        Optional.of(fault),
        result.nanos(),
        result.javaBytes(),
        result.nativeBytes());
  }

  /** Size and time of each file below the folder but its lock, which a refused run takes too. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith(FolderLock.NAME)) {
          contents.put(
              folder.relativize(path).toString(),
              Files.size(path) + " bytes, " + Files.getLastModifiedTime(path));
        }
      }
    }
    return contents;
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
