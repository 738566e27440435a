package org.likeness.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
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
   * The rows, in the order of ids; none where there is no file.
   *
   * @throws InputException where it is not such a list
   */
  public static List<SkippedRow> read(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<CsvRow> lines = Csv.parse(InputFile.text(file), file.toString());
    return lines.stream().skip(1).map(line -> row(file, line)).toList();
  }

  private static SkippedRow row(Path file, CsvRow line) {
    try {
      return SkippedRow.parse(line.values());
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%s, line %d, is not a row of skipped images: restore the file, or start a new run"
              .formatted(file, line.line()),
          e);
    }
  }

  /** Adds images that cannot be decoded; writes nothing where there are none. */
  public static void add(Path file, Skips skips) {
    Map<String, String> reasons = new HashMap<>();
    skips.images().forEach(image -> reasons.put(image.id(), image.reason()));
    if (reasons.isEmpty()) {
      return;
    }
    Dataset whole = skips.whole();
    List<SkippedRow> rows = new ArrayList<>();
    for (int i = 0; i < whole.size(); i++) {
      ImageInfo info = whole.info(i);
      if (reasons.containsKey(info.id())) {
        rows.add(SkippedRow.of(info, whole.classNames(), i, reasons.get(info.id())));
      }
    }
    add(file, rows);
  }

  /** Adds files that are no images; writes nothing where there are none. */
  public static void add(Path file, Collection<UnreadableFile> unreadable) {
    if (!unreadable.isEmpty()) {
      add(
          file,
          unreadable.stream()
              .map(each -> SkippedRow.unreadable(each.id(), each.reason()))
              .toList());
    }
  }

  /** A row that is there already stays: it tells what the run was started with. */
  private static void add(Path file, List<SkippedRow> rows) {
    Map<String, SkippedRow> all = new TreeMap<>();
    read(file).forEach(row -> all.put(row.id(), row));
    rows.forEach(row -> all.putIfAbsent(row.id(), row));
    StringBuilder text = new StringBuilder(Csv.line(SkippedRow.HEADER));
    all.values().forEach(row -> text.append(Csv.line(row.values())));
    try {
      AtomicFile.replace(file, text.toString());
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
