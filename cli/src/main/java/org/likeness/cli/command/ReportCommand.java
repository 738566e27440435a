package org.likeness.cli.command;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Readable;
import org.likeness.error.RunException;
import org.likeness.features.FeatureProgress;
import org.likeness.figure.Figures;
import org.likeness.figure.PictureSheet;
import picocli.CommandLine.Option;

/** Commands that write a CSV and a sheet of pictures, and can be stopped. */
abstract class ReportCommand extends Command {
  static final int GROUPS_DRAWN = 40;
  static final int TILES_DRAWN = 8;
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);

  @Option(names = "--out", paramLabel = "FILE.csv", description = "The CSV to write.")
  private @Nullable Path out;

  @Option(names = "--sheet", paramLabel = "FILE.png", description = "A sheet of pictures to write.")
  private @Nullable Path sheet;

  /** What {@code --json} prints. */
  final Map<String, Object> object = new LinkedHashMap<>();

  private FeatureProgress until = FeatureProgress.NONE;

  ReportCommand(Console console) {
    super(console);
  }

  /** Checks the options, then does the work. */
  abstract void run() throws IOException;

  @Override
  public final Integer call() throws IOException {
    if (out != null) {
      OutputFile.require("out", out);
    }
    if (sheet != null) {
      OutputFile.requirePng("sheet", sheet);
      OutputFile.require("sheet", sheet);
    }
    try (Interruption interruption = new Interruption(TIME_TO_STOP)) {
      until = (done, total) -> !interruption.isRequested();
      try {
        run();
      } catch (CancellationException e) {
        console().line("Stopped; nothing was written.");
        return INTERRUPTED;
      }
    }
    console().object(object);
    return OK;
  }

  /** Work that shows a bar. */
  interface Work<T> {
    T with(FeatureProgress progress) throws IOException;
  }

  /** Does what takes long. */
  final <T> T shown(String task, String unit, Work<T> work) throws IOException {
    try (LateProgress bar = new LateProgress(console(), task, unit)) {
      return work.with(
          (done, total) -> {
            if (done > 0) {
              bar.to(done, total);
            }
            return until.proceed(done, total);
          });
    }
  }

  final Optional<Path> out() {
    return Optional.ofNullable(out);
  }

  final boolean wantsSheet() {
    return sheet != null;
  }

  /** Writes the CSV where one is asked for. */
  final void writeCsv(List<String> header, CsvFile.Rows rows) throws IOException {
    if (out != null) {
      String written = OutputFile.written(out);
      CsvFile.write(out, header, rows);
      object.put("csv", out.toString());
      console().line(written + ": " + String.join(", ", header) + ".");
    }
  }

  /** As {@link #writeCsv}; without a file the rows are made and go nowhere. */
  final void writeCsvOrNot(List<String> header, CsvFile.Rows rows) throws IOException {
    if (out == null) {
      rows.to(row -> {});
    } else {
      writeCsv(header, rows);
    }
  }

  /** Writes the sheet; one that cannot be drawn is a warning. */
  final void writeSheet(PictureSheet pictures, String caption, int of, String what) {
    if (sheet == null || pictures.size() == 0) {
      return;
    }
    try {
      String written = OutputFile.written(sheet);
      Figures.writePng(sheet, pictures.draw(caption));
      object.put("sheet", sheet.toString());
      console()
          .line(
              written
                  + (pictures.size() < of
                      ? ": the first " + pictures.size() + " of " + Readable.count(of, what)
                      : "")
                  + ".");
    } catch (RunException e) {
      console().warn(e.getMessage() + ".");
    }
  }

  /** A similarity with three digits, which never rounds up to 1. */
  static String number(double similarity) {
    String text = String.format(Locale.ROOT, "%.3f", similarity);
    return text.equals("1.000") && similarity < 0.999999 ? "0.999" : text;
  }

  /** A threshold with all its digits, at least three behind the point, so that it can be typed. */
  static String threshold(double similarity) {
    BigDecimal plain = BigDecimal.valueOf(similarity).stripTrailingZeros();
    return plain.setScale(Math.max(3, plain.scale()), RoundingMode.UNNECESSARY).toPlainString();
  }

  /** The next threshold of six digits, not below. */
  static double typed(double similarity) {
    return BigDecimal.valueOf(similarity).setScale(6, RoundingMode.CEILING).doubleValue();
  }

  /** A similarity as in CSV files. */
  static String precise(double similarity) {
    return String.format(Locale.ROOT, "%.6f", similarity);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
