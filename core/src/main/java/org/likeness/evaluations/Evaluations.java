package org.likeness.evaluations;

import java.util.List;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.attention.AttentionEvaluation;
import org.likeness.evaluate.copies.CopiesEvaluation;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.evaluate.linear.LinearEvaluation;
import org.likeness.evaluate.neighbours.NeighboursEvaluation;
import org.likeness.evaluate.retrieval.RetrievalEvaluation;
import org.likeness.evaluate.similarity.SimilarityEvaluation;
import org.likeness.evaluate.spread.SpreadEvaluation;
import org.likeness.evaluate.svm.SvmEvaluation;
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
}
