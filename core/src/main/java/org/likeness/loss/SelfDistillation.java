package org.likeness.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Self-distillation without labels (Caron et al., <i>Emerging properties in self-supervised vision
 * transformers</i>, DINO, ICCV 2021, eq. 1 to 3): the student predicts, for every crop, the
 * teacher's output for another crop of the image.
 *
 * <pre>
 *   p(i) = softmax((t(i) - c) / tau_t)       t the teacher's logits of large crop i, c the centre
 *   loss = mean over pairs (i, v), v != i, of  -mean_b sum_k p_bk(i) log softmax(s_b(v) / tau_s)_k
 * </pre>
 *
 * <p>Centring keeps one output from winning for all images, the low temperature of the teacher
 * keeps its outputs from becoming uniform; neither alone avoids collapse (section 5.3).
 *
 * @param studentTau temperature of the student, positive
 */
public record SelfDistillation(double studentTau) {
  public SelfDistillation {
    if (!(studentTau > 0 && Double.isFinite(studentTau))) {
      throw new IllegalArgumentException(
          "the temperature of the student must be positive but is " + studentTau);
    }
  }

  /**
   * The loss of a batch; no gradient reaches the teacher.
   *
   * @param student logits of all V crops, {@code [V, B, D]}, V at least 2
   * @param teacher logits of the large crops, the first G of them, {@code [G, B, D]}
   * @param centre {@code [1, D]}, of the updates before this one
   * @param teacherTau temperature of the teacher, positive
   * @return a scalar
   */
  public Tensor loss(Tensor student, Tensor teacher, Tensor centre, double teacherTau) {
    return new SwappedPrediction(studentTau).loss(targets(teacher, centre, teacherTau), student);
  }

  private static Tensor targets(Tensor teacher, Tensor centre, double tau) {
    if (!(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException(
          "the temperature of the teacher must be positive but is " + tau);
    }
    try (NoGradGuard noGrad = new NoGradGuard()) {
      return teacher.sub(centre).div(new Scalar(tau)).softmax(-1, new ScalarTypeOptional());
    }
  }
}
