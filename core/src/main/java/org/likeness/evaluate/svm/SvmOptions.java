package org.likeness.evaluate.svm;

import java.util.ArrayList;
import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of {@link SvmEvaluation}. */
public record SvmOptions(
    @Option(
            value = "conv1, conv2, conv3, conv4, conv5, backbone, embedding",
            size = "[1, inf)",
            help =
                "stages of the network, its pooled features (backbone), its embedding; stages that it lacks are left out")
        List<String> layers,
    @Option(
            value = "2048",
            range = "[1, inf)",
            help =
                "a stage's map is averaged to the largest square grid with at most so many numbers; 10000 gives the grids of the papers")
        int numbers,
    @Option(
            value = "3000",
            range = "[0, inf)",
            help =
                "maximum number of training images, of every class equally many where there are enough; 0 for all")
        int rows,
    @Option(
            value = "0.01, 0.1, 1, 10",
            range = "(0, inf)",
            size = "[1, inf)",
            help =
                "weights of the errors to choose from, ascending; the search ends where the accuracy falls")
        List<Double> c,
    @Option(
            value = "3",
            range = "[2, inf)",
            help = "parts of the training images for the cross-validation that chooses c")
        int folds) {
  public SvmOptions {
    layers = List.copyOf(layers);
    c = List.copyOf(c);
    for (int i = 1; i < c.size(); i++) {
      if (c.get(i) <= c.get(i - 1)) {
        throw new IllegalArgumentException("c must be ascending but is " + c);
      }
    }
    List<String> twice = new ArrayList<>(layers);
    layers.stream().distinct().forEach(twice::remove);
    if (!twice.isEmpty()) {
      throw new IllegalArgumentException(
          "layers must differ but " + twice.get(0) + " is named twice");
    }
  }

  /** All layers, at a size that takes minutes. */
  public static SvmOptions defaults() {
    return OptionRecords.defaults(SvmOptions.class);
  }
}
