package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.RunException;
import org.likeness.io.AtomicFile;
import org.likeness.io.Csv;
import org.likeness.io.CsvRow;

/** {@code results.csv} of an experiment: its single values, in the order in which they came. */
public final class ResultFile {
  private final Path file;

  public ResultFile(Path file) {
    this.file = requireNonNull(file, "file is null");
  }

  /**
   * All lines; none before the first is written.
   *
   * @throws InputException if a line is damaged
   */
  public List<ResultLine> read() {
    List<ResultLine> lines = new ArrayList<>();
    if (!Files.exists(file)) {
      return lines;
    }
    for (CsvRow row : Csv.parse(InputFile.text(file), file.toString())) {
      if (ResultLine.isHeading(row.values())) {
        continue;
      }
      try {
        lines.add(ResultLine.parse(row.values()));
      } catch (IllegalArgumentException e) {
        throw new InputException(
            "%s, line %d, is damaged: %s; delete the file, and the experiment writes it again"
                .formatted(file, row.line(), e.getMessage()),
            e);
      }
    }
    return lines;
  }

  /**
   * Adds lines; those of the same network and measure are replaced.
   *
   * @throws RunException if the file cannot be written
   */
  public void add(List<ResultLine> more) {
    List<ResultLine> lines = read();
    lines.removeIf(line -> more.stream().anyMatch(line::isSame));
    lines.addAll(more);
    StringBuilder text = new StringBuilder(Csv.line(ResultLine.COLUMNS));
    lines.forEach(line -> text.append(Csv.line(line.cells())));
    try {
      AtomicFile.replace(file, text.toString());
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
