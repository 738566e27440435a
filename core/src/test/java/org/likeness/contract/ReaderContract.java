package org.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.Json;

/** What every reader of reports keeps to, whether its evaluation is in the list or not. */
public final class ReaderContract {
  private static final Pattern SHARE = Pattern.compile("(-?[0-9.]+|NaN) %");

  private ReaderContract() {}

  /**
   * All of the contract.
   *
   * @param images those that the report names
   */
  public static void check(ReportReader reader, Report report, NamedImages images) {
    Report read = parsed(Json.pretty(report.json()));
    assertThat(read).isEqualTo(report);
    theTableIsRectangular(reader, report);
    assertThat(reader.table(read)).isEqualTo(reader.table(report));
    assertThat(reader.remarks(read)).isEqualTo(reader.remarks(report));
    theSummaryIsInRange(reader, report);
    assertThat(reader.summary(read)).isEqualTo(reader.summary(report));
    assertThat(reader.column(read)).isEqualTo(reader.column(report)).isNotEmpty();
    assertThat(reader.metrics(read)).isEqualTo(reader.metrics(report));
    assertThat(reader.score(read)).isEqualTo(reader.score(report));
    assertThat(reader.note(read, report)).isEqualTo(reader.note(report, report)).isEmpty();
    assertThat(reader.figure(read, images).map(Figures::svg))
        .isEqualTo(reader.figure(report, images).map(Figures::svg));
  }

  /** A heading and at least one row, no cell of which is empty or no number. */
  private static void theTableIsRectangular(ReportReader reader, Report report) {
    List<List<String>> table = reader.table(report);
    assertThat(table).hasSizeGreaterThan(1);
    assertThat(table)
        .allSatisfy(
            row -> {
              assertThat(row).hasSameSizeAs(table.get(0)).doesNotContain("");
              row.forEach(ReaderContract::sharesAreInRange);
            });
  }

  private static void theSummaryIsInRange(ReportReader reader, Report report) {
    assertThat(reader.summary(report)).isNotEmpty();
    reader
        .summary(report)
        .forEach(
            (title, cell) -> {
              assertThat(title).isNotBlank();
              assertThat(cell).isNotBlank().doesNotContain("NaN");
              sharesAreInRange(cell);
            });
  }

  /** Every percentage in a text is between 0 and 100. */
  private static void sharesAreInRange(String text) {
    Matcher found = SHARE.matcher(text);
    while (found.find()) {
      assertThat(Double.parseDouble(found.group(1))).as(text).isBetween(0.0, 100.0);
    }
  }

  private static Report parsed(String text) {
    try {
      return new Report(Json.parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
