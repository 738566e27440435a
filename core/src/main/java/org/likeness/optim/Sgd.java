package org.likeness.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Scope;

/**
 * Stochastic gradient descent with momentum, libtorch's form without dampening: {@code g' = g +
 * weightDecay w; v = momentum v + g'; w -= rate v} (without momentum {@code v = g'}), or by
 * Nesterov {@code w -= rate (g' + momentum v)}. All parameters of a group that are decayed alike
 * are updated by one call of libtorch's fused kernel; {@link #plain} uses single operations, also
 * for tensors that the kernel does not support.
 */
public final class Sgd implements Optimizer {
  private final List<ParameterGroup> groups;
  private final double momentum;
  private final boolean nesterov;
  private final boolean decayAll;
  private final ParameterTensors velocities;
  private final FusedSgd fused = new FusedSgd();
  private final boolean plain;

  /** The options. */
  public record Options(
      @Option(value = "0.9", range = "[0, 1)", help = "weight of the previous update direction")
          double momentum,
      @Option(value = "false", help = "momentum that looks a step ahead (Nesterov)")
          boolean nesterov,
      @Option(
              value = "true",
              help =
                  "decay every tensor; else all but biases and norms, which have one dimension (DINO)")
          boolean decayAll) {
    public Options {
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("nesterov needs a momentum above 0");
      }
    }

    /** With the decay of every tensor. */
    public Options(double momentum, boolean nesterov) {
      this(momentum, nesterov, true);
    }

    /** Momentum 0.9 and the decay of every tensor, as in most papers. */
    public static Options defaults() {
      return OptionRecords.defaults(Options.class);
    }
  }

  /** Velocities start at 0. */
  public Sgd(List<ParameterGroup> groups, Options options) {
    this(groups, options, false);
  }

  private Sgd(List<ParameterGroup> groups, Options options, boolean plain) {
    Scope.refuse("An optimizer");
    this.groups = List.copyOf(groups);
    this.momentum = OptionRecords.check(options).momentum();
    this.nesterov = options.nesterov();
    this.decayAll = options.decayAll();
    this.plain = plain;
    this.velocities = new ParameterTensors("momentum", momentum > 0 ? groups : List.of());
  }

  /** The same by single operations: slower; tests compare the fused kernel with it. */
  static Sgd plain(List<ParameterGroup> groups, Options options) {
    return new Sgd(groups, options, true);
  }

  @Override
  public void step(Rates rates) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      for (ParameterGroup group : groups) {
        step(group, rates.of(group), rates.decay(group));
      }
    }
  }

  private void step(ParameterGroup group, double rate, double decay) {
    if (decayAll) {
      step(group.parameters(), rate, decay);
    } else {
      step(group.parameters().stream().filter(p -> p.dim() > 1).toList(), rate, decay);
      step(group.parameters().stream().filter(p -> p.dim() <= 1).toList(), rate, 0);
    }
  }

  private void step(List<Tensor> all, double rate, double decay) {
    List<Tensor> parameters = new ArrayList<>();
    List<Tensor> gradients = new ArrayList<>();
    List<Tensor> velocity = new ArrayList<>();
    for (Tensor parameter : all) {
      Tensor gradient = parameter.grad();
      if (!gradient.defined()) {
        continue;
      }
      if (plain || !sameLayout(parameter, gradient)) {
        update(parameter, gradient, rate, decay);
        continue;
      }
      parameters.add(parameter);
      gradients.add(gradient);
      if (momentum > 0) {
        velocity.add(velocities.of(parameter));
      }
    }
    if (!parameters.isEmpty()) {
      fused.step(
          parameters, gradients, velocity, new FusedSgd.Factors(rate, momentum, decay, nesterov));
    }
  }

  private boolean sameLayout(Tensor parameter, Tensor gradient) {
    return momentum > 0
        ? MemoryLayout.same(parameter, gradient, velocities.of(parameter))
        : MemoryLayout.same(parameter, gradient);
  }

  private void update(Tensor parameter, Tensor gradient, double rate, double decay) {
    Tensor decayed = decay == 0 ? gradient : gradient.add(parameter, new Scalar(decay));
    Tensor direction = decayed;
    if (momentum > 0) {
      Tensor velocity = velocities.of(parameter).mul_(new Scalar(momentum)).add_(decayed);
      direction = nesterov ? decayed.add(velocity, new Scalar(momentum)) : velocity;
    }
    parameter.sub_(direction, new Scalar(rate));
  }

  @Override
  public void zeroGradients() {
    groups.forEach(ParameterGroup::zeroGradients);
  }

  @Override
  public Map<String, Tensor> state() {
    return velocities.named();
  }

  /** The number of calls of the fused kernel, for a test that checks that it is used. */
  long fusedCalls() {
    return fused.calls();
  }
}
