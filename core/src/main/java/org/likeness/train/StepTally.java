package org.likeness.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.method.Loss;
import org.likeness.method.Term;
import org.likeness.torch.Tensors;

/**
 * The values of one step, collected on the device and copied to Java together: the only place where
 * training waits for the device.
 */
final class StepTally {
  private final List<Tensor> values = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private List<String> terms = List.of();
  private int images;

  /**
   * The values of one step.
   *
   * @param loss mean over its images
   * @param terms means by name
   * @param spread of the embeddings
   */
  record Values(double loss, Map<String, Double> terms, double spread) {
    /** The first value that is not finite, as {@code softmax is NaN}. */
    Optional<String> notFinite() {
      return terms.entrySet().stream()
          .filter(term -> !Double.isFinite(term.getValue()))
          .map(term -> "its term " + term.getKey() + " is " + term.getValue())
          .findFirst()
          .or(() -> Double.isFinite(loss) ? Optional.empty() : Optional.of("its value is " + loss));
    }
  }

  void add(Loss loss, int size) {
    TensorVector numbers = new TensorVector();
    numbers.push_back(scalar(loss.value()));
    loss.terms().forEach(term -> numbers.push_back(scalar(term.value())));
    numbers.push_back(spread(loss.watched()));
    values.add(torch.stack(numbers));
    sizes.add(size);
    images += size;
    terms = loss.terms().stream().map(Term::name).toList();
  }

  private static Tensor scalar(Tensor value) {
    return value.detach().to(ScalarType.Double).reshape(new long[0]);
  }

  /**
   * Standard deviation over the batch, mean over dimensions, times the square root of their number.
   */
  static Tensor spread(Tensor features) {
    Tensor rows = features.detach().to(ScalarType.Float).flatten(1, -1); // [B, d]
    Tensor deviation =
        rows.std(
            new long[] {0}, new org.bytedeco.pytorch.ScalarOptional(new Scalar(1)), false); // [d]
    return deviation.mean().mul(new Scalar(Math.sqrt((double) rows.size(1)))).to(ScalarType.Double);
  }

  int images() {
    return images;
  }

  /** Means over the batches of the step, each weighted by its images. */
  Values read() {
    double[] sums = new double[terms.size() + 2];
    for (int batch = 0; batch < values.size(); batch++) {
      double[] numbers = Tensors.doubles(values.get(batch));
      for (int i = 0; i < sums.length; i++) {
        sums[i] += numbers[i] * sizes.get(batch) / images;
      }
    }
    Map<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < terms.size(); i++) {
      means.merge(terms.get(i), sums[i + 1], Double::sum);
    }
    return new Values(sums[0], means, sums[sums.length - 1]);
  }
}
