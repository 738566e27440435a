package org.likeness.experiment;

import java.util.List;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Figure;
import org.likeness.figure.NamedImages;
import org.likeness.finetune.FineTuneReader;

/** Figures of reports, of the evaluations of a network and of those that need its whole run. */
public final class ReportFigures {
  private static final String FINE_TUNING = "finetune";

  private ReportFigures() {}

  /**
   * The figure of a report, or of several reports of one evaluation, such as those of several
   * epochs; empty if there is none.
   *
   * @param reports one or more
   * @param images opens the images that the reports name, for a figure that shows images
   * @throws InputException if the reports are of several evaluations, or of none that is known
   */
  public static Optional<Figure> of(List<Report> reports, NamedImages images) {
    List<String> names = reports.stream().map(Report::evaluation).distinct().toList();
    if (names.size() != 1) {
      throw new InputException(
          "a figure shows reports of one evaluation but these are of "
              + String.join(", ", names)
              + ": draw one figure of each");
    }
    ReportReader reader = reader(names.get(0));
    return reports.size() == 1
        ? reader.figure(reports.get(0), images)
        : reader.figure(reports, images);
  }

  private static ReportReader reader(String evaluation) {
    return evaluation.equals(FINE_TUNING)
        ? new FineTuneReader()
        : MeasureKind.named(evaluation).reader();
  }
}
