package org.likeness.memory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.torch.Scope;

/**
 * A running mean of rows, {@code [1, D]}: the centre of DINO's teacher (ICCV 2021, eq. 4). It moves
 * once per update, towards the mean of the rows of all batches of that update. Built outside any
 * scope.
 */
public final class Centre {
  private static final long[] ROWS = {0};

  private final Tensor centre;
  private final List<Tensor> pending = new ArrayList<>();
  private long step = -1;

  private Centre(Tensor centre) {
    Scope.refuse("A centre");
    this.centre = centre;
  }

  /** A centre at 0 for rows of {@code d} values. */
  public static Centre zero(int d) {
    return new Centre(torch.zeros(1L, d));
  }

  /** A centre that begins with a copy of {@code values}, {@code [1, D]}. */
  public static Centre of(Tensor values) {
    return new Centre(values.detach().clone());
  }

  /** The centre, {@code [1, D]}: the live tensor. */
  public Tensor tensor() {
    return centre;
  }

  /**
   * Keeps the rows of one batch until {@link #update}; those of a step that never finished are
   * dropped.
   *
   * @param ofStep number of the step that it belongs to
   * @param rows {@code [R, D]}
   */
  public void add(long ofStep, Tensor rows) {
    if (step != ofStep) {
      clear();
      step = ofStep;
    }
    Tensor kept = rows.detach();
    kept.retainReference();
    pending.add(kept);
  }

  /**
   * Moves to {@code m centre + (1 - m) mean}, the mean over all rows kept; the caller provides
   * no-grad mode.
   */
  public void update(double momentum) {
    if (!pending.isEmpty()) {
      Tensor rows = torch.cat(new TensorVector(pending.toArray(new Tensor[0])), 0);
      Tensor mean = rows.mean(ROWS, true, new ScalarTypeOptional()); // [1, D]
      centre.mul_(new Scalar(momentum)).add_(mean, new Scalar(1 - momentum));
      clear();
    }
  }

  private void clear() {
    pending.forEach(Tensor::releaseReference);
    pending.clear();
  }
}
