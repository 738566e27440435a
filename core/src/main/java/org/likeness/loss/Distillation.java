package org.likeness.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Distillation of a teacher's class probabilities into a student (Hinton, Vinyals and Dean,
 * <i>Distilling the knowledge in a neural network</i>, 2015; Chen et al., <i>Big self-supervised
 * models are strong semi-supervised learners</i>, NeurIPS 2020, eq. 2 and 3):
 *
 * <pre>
 *   P(y) = softmax(logits / t)_y        loss = -mean_b sum_y P_T(y) log P_S(y)
 * </pre>
 *
 * <p>Neither multiplied by t^2 nor reduced by the teacher's entropy. No gradient reaches the
 * teacher.
 *
 * @param temperature t, positive
 */
public record Distillation(double temperature) {
  private static final long[] ROW = {1};

  public Distillation {
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException("temperature must be positive but is " + temperature);
    }
  }

  /**
   * The loss of a batch.
   *
   * @param teacher logits, {@code [B, classes]}
   * @param student logits, {@code [B, classes]}
   * @return a scalar
   */
  public Tensor loss(Tensor teacher, Tensor student) {
    Shapes.requireEqual("the teacher's logits", teacher, "the student's logits", student);
    Scalar t = new Scalar(temperature);
    Tensor wanted = teacher.detach().div(t).softmax(1); // [B, classes]
    Tensor found = student.div(t).log_softmax(1); // [B, classes]
    return wanted.mul(found).sum(ROW, false, null).mean().neg();
  }
}
