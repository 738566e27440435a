package org.likeness.evaluations;

import java.util.List;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.attention.AttentionEvaluation;
import org.likeness.evaluate.copies.CopiesEvaluation;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.evaluate.linear.LinearEvaluation;
import org.likeness.evaluate.neighbours.NeighboursEvaluation;
import org.likeness.evaluate.retrieval.RetrievalEvaluation;
import org.likeness.evaluate.similarity.SimilarityEvaluation;
import org.likeness.evaluate.spread.SpreadEvaluation;
import org.likeness.evaluate.svm.SvmEvaluation;
import org.likeness.figure.Figure;
import org.likeness.figure.NamedImages;
import org.likeness.option.Registry;

/**
 * All evaluations by name. To add one, add a package below {@code evaluate} and a line to this
 * list; a program registers its own.
 */
public final class Evaluations {
  private static final Registry<EvaluationEntry<?>> REGISTRY =
      new Registry<>(
          "evaluation",
          EvaluationEntry::name,
          List.of(
              KnnEvaluation.entry(),
              CopiesEvaluation.entry(),
              SpreadEvaluation.entry(),
              RetrievalEvaluation.entry(),
              SimilarityEvaluation.entry(),
              NeighboursEvaluation.entry(),
              LinearEvaluation.entry(),
              SvmEvaluation.entry(),
              AttentionEvaluation.entry()));

  private Evaluations() {}

  /** All evaluations, the most used first; registered ones come last. */
  public static List<EvaluationEntry<?>> all() {
    return REGISTRY.all();
  }

  /** All names, in the order of {@link #all}. */
  public static List<String> names() {
    return REGISTRY.names();
  }

  /**
   * Adds an evaluation of one's own, so that recipes find it by its name.
   *
   * @throws IllegalArgumentException where another evaluation has that name
   */
  public static void register(EvaluationEntry<?> entry) {
    REGISTRY.register(entry);
  }

  /**
   * The evaluation of that name.
   *
   * @throws org.likeness.error.InputException if there is none; the message has the nearest name,
   *     or all
   */
  public static EvaluationEntry<?> named(String name) {
    return REGISTRY.named(name);
  }

  /**
   * The figure of a report, or of several reports of one evaluation, such as those of several
   * epochs; empty if there is none.
   *
   * @param reports one or more
   * @param images opens the images that the reports name, for a figure that shows images
   * @throws InputException if the reports are of several evaluations
   */
  public static Optional<Figure> figure(List<Report> reports, NamedImages images) {
    List<String> names = reports.stream().map(Report::evaluation).distinct().toList();
    if (names.size() != 1) {
      throw new InputException(
          "a figure shows reports of one evaluation but these are of "
              + String.join(", ", names)
              + ": draw one figure of each");
    }
    ReportReader reader = named(names.get(0)).reader();
    return reports.size() == 1
        ? reader.figure(reports.get(0), images)
        : reader.figure(reports, images);
  }
}
