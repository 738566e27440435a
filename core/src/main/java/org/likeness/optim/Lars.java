package org.likeness.optim;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Layer-wise adaptive rate scaling (You et al., <i>Large batch training of convolutional
 * networks</i>, arXiv 1708.03888, Algorithm 1): each tensor's rate is multiplied by a ratio of its
 * norm to that of its gradient, so that large batches can take large rates. With {@code g' = g +
 * weightDecay w} and {@code r = trust |w| / |g'|}, or 1 where a norm is 0, {@link Form#POPULAR} is
 * {@code v = momentum v + r g'; w -= rate v}. {@link Form} has the others.
 *
 * <p>Tensors of one dimension, which are biases and norms, are neither decayed nor adapted, except
 * in {@link Form#ADAPT_ALL} and {@link Form#LARC}. A group whose flags say so is not decayed or not
 * adapted in any form.
 */
public final class Lars implements Optimizer {
  private static final double LARC_EPSILON = 1e-8;

  private final List<ParameterGroup> groups;
  private final Options options;
  private final ParameterTensors velocities;

  /** How rate, ratio and momentum are combined, as in the code of different papers. */
  public enum Form {
    /** The rate outside the velocity: BYOL, MoCo v3, DINO. */
    POPULAR,
    /**
     * The rate inside the velocity, {@code v = momentum v + rate r g'; w -= v}: SimCLR. Differs
     * from the popular form while the rate changes.
     */
    CLASSIC,
    /** The popular form for every tensor, biases and norms included. */
    ADAPT_ALL,
    /**
     * For every tensor, with the norm of the raw gradient: {@code r = trust |w| / (|g| +
     * weightDecay |w| + 1e-8)}; where a norm is 0 neither ratio nor decay (LARC; SwAV, SimSiam's
     * linear evaluation).
     */
    LARC,
    /**
     * The ratio is divided by the rate and at most 1, so that the rate is the largest one of any
     * tensor, that of plain SGD: {@code r = min(trust |w| / (|g| + weightDecay |w| + 1e-8) / rate,
     * 1)}, with the norm of the raw gradient; where a norm is 0 neither ratio nor decay
     * (solo-learn's {@code clip_lr} with {@code exclude_bias_n_norm}, whose trust coefficient is
     * 0.02 on CIFAR).
     */
    CLIP
  }

  /** The options. */
  public record Options(
      @Option(
              value = "popular",
              help =
                  "popular (BYOL, MoCo v3), classic (SimCLR), clip (solo-learn); adapt-all and larc (SwAV) also decay and adapt biases and norms")
          Form form,
      @Option(value = "0.9", range = "[0, 1)", help = "weight of the previous update direction")
          double momentum,
      @Option(
              value = "0.001",
              range = "(0, inf)",
              help = "factor of a tensor's norm over its gradient's norm (trust coefficient)")
          double trust) {
    /** The popular form with momentum 0.9 and trust coefficient 0.001. */
    public static Options defaults() {
      return OptionRecords.defaults(Options.class);
    }
  }

  /** Velocities start at 0. */
  public Lars(List<ParameterGroup> groups, Options options) {
    Scope.refuse("An optimizer");
    this.groups = List.copyOf(groups);
    this.options = OptionRecords.check(options);
    this.velocities = new ParameterTensors("momentum", groups);
  }

  @Override
  public void step(Rates rates) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      for (ParameterGroup group : groups) {
        for (Tensor parameter : group.parameters()) {
          if (parameter.grad().defined()) {
            update(group, parameter, rates);
          }
        }
      }
    }
  }

  private void update(ParameterGroup group, Tensor w, Rates rates) {
    boolean every = options.form() == Form.ADAPT_ALL || options.form() == Form.LARC;
    boolean whole = every || w.dim() > 1;
    Scalar decay = new Scalar(whole ? rates.decay(group) : 0);
    Scalar rate = new Scalar(rates.of(group));
    Scalar one = new Scalar(1.0);
    boolean inside = options.form() == Form.CLASSIC;
    Tensor velocity = velocities.of(w).mul_(new Scalar(options.momentum()));
    if (whole && group.adapted()) {
      Direction direction =
          switch (options.form()) {
            case POPULAR, CLASSIC, ADAPT_ALL -> decayed(w, decay);
            case LARC -> larc(w, decay, one, Double.POSITIVE_INFINITY);
            case CLIP -> larc(w, decay, rate, 1);
          };
      velocity.addcmul_(direction.gradient(), direction.ratio(), inside ? rate : one);
    } else {
      velocity.add_(w.grad().add(w, decay), inside ? rate : one);
    }
    w.sub_(velocity, inside ? one : rate);
  }

  /**
   * What is added to the velocity.
   *
   * @param gradient with the decay
   * @param ratio its factor, a tensor without dimensions
   */
  private record Direction(Tensor gradient, Tensor ratio) {}

  private Direction decayed(Tensor w, Scalar decay) {
    Tensor gradient = w.grad().add(w, decay);
    Tensor size = w.norm();
    Tensor slope = gradient.norm();
    Tensor ratio = size.mul(new Scalar(options.trust())).div(slope);
    return new Direction(gradient, where(positive(size, slope), ratio));
  }

  /** With a ratio that is divided by the rate and then at most {@code largest}. */
  private Direction larc(Tensor w, Scalar decay, Scalar rate, double largest) {
    Tensor size = w.norm();
    Tensor slope = w.grad().norm();
    Tensor both = positive(size, slope);
    Tensor divisor = slope.add(size, decay).add_(new Scalar(LARC_EPSILON));
    Tensor gradient = w.grad().addcmul(w, both.to(Tensors.type(w)), decay);
    Tensor ratio = size.mul(new Scalar(options.trust())).div_(divisor).div_(rate);
    return new Direction(gradient, where(both, ratio.clamp_max(new Scalar(largest))));
  }

  private static Tensor where(Tensor both, Tensor ratio) {
    return torch.where(both, ratio, new Scalar(1.0));
  }

  private static Tensor positive(Tensor size, Tensor slope) {
    Scalar zero = new Scalar(0.0);
    return size.gt(zero).logical_and(slope.gt(zero));
  }

  @Override
  public void zeroGradients() {
    groups.forEach(ParameterGroup::zeroGradients);
  }

  @Override
  public Map<String, Tensor> state() {
    return velocities.named();
  }
}
