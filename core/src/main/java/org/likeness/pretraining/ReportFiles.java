package org.likeness.pretraining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.error.RunException;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;

/**
 * The files of one report: {@code NAME.json} and, if it has a figure, {@code NAME.png} and {@code
 * NAME.svg}.
 *
 * @param file of the report
 * @param figure of its figure, PNG and SVG; empty if it has none, or it could not be written
 * @param warning why the figure could not be written
 */
record ReportFiles(Path file, List<Path> figure, Optional<String> warning) {
  /**
   * Writes the files of a report, in place of those of an earlier one.
   *
   * @param folder created if missing
   * @param name of the files without their endings
   * @param images that the report names
   * @throws RunException if the report cannot be written; of a figure it is a warning
   */
  static ReportFiles write(
      Path folder, String name, Report report, ReportReader reader, Dataset images) {
    Path file = folder.resolve(name + ".json");
    try {
      Files.createDirectories(folder);
      AtomicFile.replace(file, Json.pretty(report.json()));
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
    Path stem = folder.resolve(name);
    try {
      Figures.delete(stem); // of an earlier report
      List<Path> drawn =
          reader
              .figure(report, NamedImages.of(images))
              .map(figure -> Figures.write(stem, figure))
              .orElse(List.of());
      return new ReportFiles(file, drawn, Optional.empty());
    } catch (RunException e) { // the report is written
      return new ReportFiles(file, List.of(), Optional.of(e.getMessage()));
    }
  }
}
