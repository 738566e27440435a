package org.likeness.nn;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch norm of {@code [B, d]} with running statistics: eps 1e-5, momentum 0.1, libtorch's
 * defaults. libtorch's own layer has both parameters or none, and refuses one row in training mode;
 * this one takes the running statistics for one row, since the variance of a single row is 0 and
 * would make every result 0.
 */
final class RowNorm extends Module {
  private static final double MOMENTUM = 0.1;
  private static final double EPS = 1e-5;

  private final TensorOptional weight;
  private final TensorOptional bias;
  private final Tensor mean;
  private final Tensor variance;

  RowNorm(int size, Norm norm) {
    super("RowNorm");
    weight = norm.hasWeight() ? parameter("weight", torch.ones(size)) : new TensorOptional();
    bias = norm.hasBias() ? parameter("bias", torch.zeros(size)) : new TensorOptional();
    mean = torch.zeros(size);
    variance = torch.ones(size);
    register_buffer("running_mean", mean);
    register_buffer("running_var", variance);
  }

  private TensorOptional parameter(String name, Tensor values) {
    register_parameter(name, values);
    return new TensorOptional(values);
  }

  /** What it multiplies with outside training: weight / sqrt(variance + eps), {@code [d]}. */
  Tensor factor() {
    Tensor deviation = variance.add(new Scalar(EPS)).sqrt();
    return weight.has_value()
        ? weight.get().detach().div(deviation)
        : torch.ones_like(deviation).div(deviation);
  }

  /** What it adds outside training, {@code bias - mean factor}, {@code [d]}. */
  Tensor offset(Tensor factor) {
    Tensor shift = mean.mul(factor).neg();
    return bias.has_value() ? shift.add(bias.get().detach()) : shift;
  }

  /** {@code [B, d]} to {@code [B, d]}. */
  Tensor forward(Tensor x) {
    return torch.batch_norm(
        x,
        weight,
        bias,
        new TensorOptional(mean),
        new TensorOptional(variance),
        is_training() && x.size(0) > 1,
        MOMENTUM,
        EPS,
        true);
  }
}
