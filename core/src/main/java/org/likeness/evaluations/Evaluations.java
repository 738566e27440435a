package org.likeness.evaluations;

import java.util.List;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.copies.CopiesEvaluation;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.evaluate.spread.SpreadEvaluation;

/**
 * All evaluations by name. A new one is a package below {@code evaluate} and a line in this list.
 */
public final class Evaluations {
  private static final List<EvaluationEntry<?>> ALL =
      List.of(KnnEvaluation.entry(), CopiesEvaluation.entry(), SpreadEvaluation.entry());

  private Evaluations() {}

  /** All evaluations, the most used first. */
  public static List<EvaluationEntry<?>> all() {
    return ALL;
  }

  /** All names, in that order. */
  public static List<String> names() {
    return ALL.stream().<String>map(EvaluationEntry::name).toList();
  }

  /**
   * The evaluation of that name.
   *
   * @throws InputException where there is none; it names the nearest and all others
   */
  public static EvaluationEntry<?> named(String name) {
    for (EvaluationEntry<?> entry : ALL) {
      if (entry.name().equals(name)) {
        return entry;
      }
    }
    throw new InputException(
        "there is no evaluation '"
            + name
            + "'"
            + Suggest.nearest(name, names()).map(near -> " (did you mean " + near + "?)").orElse("")
            + ": choose one of "
            + String.join(", ", names()));
  }
}
