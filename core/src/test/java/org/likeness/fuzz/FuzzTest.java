package org.likeness.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Torch;
import org.slf4j.LoggerFactory;

/**
 * Mutated files of every format that is read: each is accepted or refused with one sentence,
 * nothing is written, no native object stays, and the reader ends.
 *
 * <p>{@code -Dlikeness.fuzz=10000} runs as many cases of each format, {@code
 * -Dlikeness.fuzz=png:1234} one case again. Figures are written to {@code target/fuzz.csv}, inputs
 * that found a fault below {@code target/fuzz/}.
 */
final class FuzzTest {
  private static final String PROPERTY = "likeness.fuzz";
  private static final String USUAL = "200";
  private static final Path TARGET = Path.of("target");
  private static final Path TABLE = TARGET.resolve("fuzz.csv");
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("org.likeness");
  private static final int MOST_FAULTS = 10;

  @TempDir Path temp;

  @BeforeAll
  static void begin() throws IOException {
    LOG.setLevel(Level.OFF); // a line for each of thousands of files helps nobody
    Torch.require();
    Files.createDirectories(TARGET);
    if (one().isEmpty()) {
      Files.writeString(TABLE, Figures.HEADER);
    }
  }

  @AfterAll
  static void end() {
    LOG.setLevel(null);
  }

  static Stream<Arguments> formats() throws IOException {
    return all().stream()
        .filter(format -> one().isEmpty() || one().get().startsWith(format.name() + ":"))
        .map(format -> Arguments.of(Named.of(format.name(), format)));
  }

  static List<Format> all() throws IOException {
    List<Format> all = new ArrayList<>();
    all.addAll(ImageFormat.all());
    all.addAll(DataFormat.all());
    all.add(new RecipeFormat());
    all.addAll(TensorFormat.all());
    all.addAll(FolderFormat.all());
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void everyCaseIsAcceptedOrRefused(Format format) throws IOException {
    try (Fuzzer fuzzer = new Fuzzer(format, temp.resolve("input"))) {
      if (one().isPresent()) {
        repeat(fuzzer, Integer.parseInt(one().get().substring(format.name().length() + 1)));
        return;
      }
      for (int sample = 0; sample < fuzzer.samples(); sample++) {
        Result result = fuzzer.valid(sample);
        assertThat(result.fault()).isEmpty();
        assertThat(result.message()).as("sample %d of %s", sample, format.name()).isEmpty();
      }
      run(fuzzer, format, Integer.parseInt(System.getProperty(PROPERTY, USUAL)));
    }
  }

  /** The number of a single case, {@code png:1234}. */
  private static Optional<String> one() {
    return Optional.of(System.getProperty(PROPERTY, USUAL)).filter(text -> text.contains(":"));
  }

  private void run(Fuzzer fuzzer, Format format, int cases) throws IOException {
    Figures figures = new Figures(format.name());
    List<String> faults = new ArrayList<>();
    long pointers = LivePointers.settled();
    for (int number = 0; number < cases && faults.size() < MOST_FAULTS; number++) {
      Result result = fuzzer.mutated(number);
      figures.add(result);
      if (result.fault().isPresent()) {
        faults.add(describe(format, number, result.fault().get()));
        fuzzer.write(fuzzer.input(number), TARGET.resolve("fuzz/" + format.name() + "-" + number));
      }
    }
    Files.writeString(TABLE, figures.line(), StandardOpenOption.APPEND);
    assertThat(faults).isEmpty();
    assertThat(figures.refused()).as("refused of %d", cases).isPositive();
    assertThat(figures.accepted()).as("accepted of %d", cases).isPositive();
    assertThat(LivePointers.settled()).as("native objects").isLessThanOrEqualTo(pointers);
  }

  private static String describe(Format format, int number, Throwable fault) {
    return fault.getMessage()
        + "\n  again: mvn -pl core test -Dtest=FuzzTest -Dlikeness.fuzz="
        + format.name()
        + ":"
        + number;
  }

  /** Throws what the reader throws, with its stack. */
  private static void repeat(Fuzzer fuzzer, int number) throws IOException {
    Result result = fuzzer.mutated(number);
    if (result.fault().isPresent()) {
      throw new AssertionError(String.valueOf(result), result.fault().get());
    }
  }
}
