package org.likeness.nn;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/**
 * Initial values of a network, the same on every machine: libtorch fills a new layer from a global
 * generator, and these overwrite that.
 *
 * <p>Convolutions: normal with mean 0 and standard deviation {@code sqrt(2 / (outputs * kernel
 * area))} (He et al., <i>Delving Deep into Rectifiers</i>, ICCV 2015, Eq. 14, fan-out, as in
 * torchvision's ResNet), bias 0. Linear maps: uniform in {@code +-1/sqrt(inputs)}, weight and bias.
 * Norms: weight 1, bias 0.
 *
 * <p>Each random tensor takes 64 bits of the stream as the seed of its own numbers, which are drawn
 * in blocks on all cores; the values do not depend on how many cores there are.
 */
public final class InitialValues {
  private static final int BLOCK = 1 << 14;

  private InitialValues() {}

  /**
   * Fills all parameters of {@code module} and its children, in the order of their registration.
   */
  public static void fill(Module module, RandomStream random) {
    Map<String, Double> linearBounds = new HashMap<>();
    StringTensorDict parameters = module.named_parameters();
    for (long i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).key().getString();
      Tensor tensor = parameters.get(i).value();
      String layer = name.substring(0, name.lastIndexOf('.') + 1);
      if (tensor.dim() == 4) {
        normal(
            tensor,
            Math.sqrt(2.0 / (double) (tensor.size(0) * tensor.size(2) * tensor.size(3))),
            random);
      } else if (tensor.dim() == 2) {
        double bound = 1 / Math.sqrt((double) tensor.size(1));
        linearBounds.put(layer, bound);
        uniform(tensor, bound, random);
      } else if (linearBounds.containsKey(layer)) {
        uniform(tensor, linearBounds.get(layer), random);
      } else {
        constant(tensor, name.endsWith("weight") ? 1 : 0);
      }
    }
  }

  /**
   * Linear maps of {@code module} and its children: weights normal with this deviation, biases 0.
   * Norms stay as they are.
   */
  public static void normalLinear(Module module, double std, RandomStream random) {
    Set<String> linear = new HashSet<>();
    StringTensorDict parameters = module.named_parameters();
    for (long i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).key().getString();
      Tensor tensor = parameters.get(i).value();
      String layer = name.substring(0, name.lastIndexOf('.') + 1);
      if (tensor.dim() == 2) {
        linear.add(layer);
        normal(tensor, std, random);
      } else if (linear.contains(layer)) {
        constant(tensor, 0);
      }
    }
  }

  /** Normal values with mean 0. */
  public static void normal(Tensor tensor, double std, RandomStream random) {
    fill(tensor, random, stream -> stream.nextGaussian(std));
  }

  /** Uniform values in {@code [-bound, bound)}. */
  public static void uniform(Tensor tensor, double bound, RandomStream random) {
    fill(tensor, random, stream -> (float) stream.uniform(-bound, bound));
  }

  private static void constant(Tensor tensor, float value) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      tensor.fill_(new Scalar(value));
    }
  }

  private static void fill(Tensor tensor, RandomStream random, Draw draw) {
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException("a tensor to be filled must be contiguous");
    }
    RandomSource own = new RandomSource(random.nextLong());
    int length = Math.toIntExact(tensor.numel());
    FloatBuffer memory = tensor.detach().createBuffer();
    IntStream.range(0, (length + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> {
              RandomStream stream = own.stream(Purpose.WEIGHTS, 0, block);
              float[] values = new float[Math.min(BLOCK, length - block * BLOCK)];
              for (int i = 0; i < values.length; i++) {
                values[i] = draw.next(stream);
              }
              memory.duplicate().position(block * BLOCK).put(values);
            });
  }

  /** One value of a distribution. */
  private interface Draw {
    float next(RandomStream stream);
  }
}
