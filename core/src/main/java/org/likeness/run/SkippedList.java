package org.likeness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.likeness.data.Dataset;
import org.likeness.data.ImageRecord;
import org.likeness.data.Skips;
import org.likeness.data.UnreadableFile;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;

/**
 * {@code skipped.csv}: the images that a run does without, including those from before it was
 * resumed, with what a resumed run must know of them where their files are removed. Columns: {@link
 * SkippedRow}.
 */
public final class SkippedList {
  private SkippedList() {}

  /**
   * The rows, in the order of ids; empty if the file does not exist.
   *
   * @throws InputException where it is not such a list, or has an image or a number twice
   */
  public static List<SkippedRow> read(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<CsvRow> lines = Csv.parse(InputFile.text(file), file.toString());
    List<SkippedRow> rows = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Set<Integer> numbers = new HashSet<>();
    for (CsvRow line : lines.stream().skip(1).toList()) {
      SkippedRow row = row(file, line);
      if (!ids.add(row.id()) || row.number().isPresent() && !numbers.add(row.number().getAsInt())) {
        throw damaged(file, line, new IllegalArgumentException("it is there twice"));
      }
      rows.add(row);
    }
    return rows;
  }

  private static SkippedRow row(Path file, CsvRow line) {
    try {
      return SkippedRow.parse(line.values());
    } catch (IllegalArgumentException e) {
      throw damaged(file, line, e);
    }
  }

  private static InputException damaged(Path file, CsvRow line, IllegalArgumentException cause) {
    return new InputException(
        "%s, line %d, is not a row of skipped images (%s): restore the file, or start a new run"
            .formatted(file, line.line(), cause.getMessage()),
        cause);
  }

  /**
   * Adds images that cannot be decoded; writes nothing where there are none.
   *
   * @throws RunException if the file cannot be written
   */
  public static void add(Path file, Skips skips) {
    Map<String, String> reasons = new HashMap<>();
    skips.images().forEach(image -> reasons.put(image.id(), image.reason()));
    if (reasons.isEmpty()) {
      return;
    }
    Dataset whole = skips.whole();
    List<SkippedRow> rows = new ArrayList<>();
    for (int i = 0; i < whole.size(); i++) {
      Optional<String> reason = Optional.ofNullable(reasons.get(whole.info(i).id()));
      if (reason.isPresent()) {
        rows.add(new SkippedRow(ImageRecord.of(whole, i), reason.get(), OptionalInt.of(i)));
      }
    }
    add(file, rows);
  }

  /**
   * Adds files that are not images; writes nothing if the collection is empty.
   *
   * @throws RunException if the file cannot be written
   */
  public static void add(Path file, Collection<UnreadableFile> unreadable) {
    if (!unreadable.isEmpty()) {
      add(file, unreadable.stream().map(SkippedRow::of).toList());
    }
  }

  /**
   * Notes that images of the list were repaired and are used from here on; writes nothing where
   * there are none.
   *
   * @throws RunException if the file cannot be written
   */
  public static void repaired(Path file, Collection<String> ids) {
    if (!ids.isEmpty()) {
      write(file, read(file).stream().map(row -> ids.contains(row.id()) ? row.repaired() : row));
    }
  }

  /** A row that is there already stays: it tells what the run was started with. */
  private static void add(Path file, List<SkippedRow> rows) {
    Map<String, SkippedRow> all = new TreeMap<>();
    read(file).forEach(row -> all.put(row.id(), row));
    rows.forEach(row -> all.putIfAbsent(row.id(), row));
    write(file, all.values().stream());
  }

  private static void write(Path file, Stream<SkippedRow> rows) {
    StringBuilder text = new StringBuilder(Csv.line(SkippedRow.HEADER));
    rows.forEach(row -> text.append(Csv.line(row.values())));
    try {
      AtomicFile.replace(file, text.toString());
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
