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
 * @param features embeddings that the step computed, {@code [B, d]}, detached
 * @param watched unit rows whose spread shows a collapse, {@code [B, d]}, detached: the embeddings,
 *     unless a norm keeps those apart from each other
 */
public record Loss(Tensor value, List<Term> terms, Tensor features, Tensor watched) {

  public Loss {
    terms = List.copyOf(terms);
  }

  /** A loss whose embeddings show a collapse. */
  public Loss(Tensor value, List<Term> terms, Tensor features) {
    this(value, terms, features, features);
  }

  /** A loss with one term. */
  public static Loss of(String name, Tensor value, Tensor features) {
    return new Loss(value, List.of(new Term(name, value.detach())), features.detach());
  }

  /** This loss plus {@code weight} times another term. */
  public Loss plus(String name, Tensor term, double weight) {
    List<Term> more = new ArrayList<>(terms);
    more.add(new Term(name, term.detach()));
    return new Loss(value.add(term, new Scalar(weight)), more, features, watched);
  }

  /** The same loss, whose collapse other rows show. */
  public Loss watching(Tensor rows) {
    return new Loss(value, terms, features, rows.detach());
  }
}
