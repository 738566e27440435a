package org.likeness.method;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A scalar to minimise and its terms.
 *
 * @param value scalar with a graph: the weighted sum of the terms
 * @param terms the unweighted terms by name, in the order in which they were added
 * @param features embeddings that the step computed, {@code [B, d]}, detached; used to measure
 *     spread and rank
 */
public record Loss(Tensor value, List<Term> terms, Tensor features) {

  public Loss {
    terms = List.copyOf(terms);
  }

  /** A loss with one term. */
  public static Loss of(String name, Tensor value, Tensor features) {
    return new Loss(value, List.of(new Term(name, value.detach())), features.detach());
  }

  /** This loss plus {@code weight} times another term. */
  public Loss plus(String name, Tensor term, double weight) {
    List<Term> more = new ArrayList<>(terms);
    more.add(new Term(name, term.detach()));
    return new Loss(value.add(term, new Scalar(weight)), more, features);
  }
}
