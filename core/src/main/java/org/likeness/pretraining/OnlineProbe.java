package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.classifier.LogisticRegression;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.evaluate.Classes;
import org.likeness.evaluate.Classification;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.LabelledVectors;
import org.likeness.features.Labels;
import org.likeness.features.NetworkEmbedder;
import org.likeness.method.State;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.train.BatchEnd;
import org.likeness.train.EpochEnd;
import org.likeness.train.TrainingListener;

/**
 * The online probe: a linear classifier that is trained along with a method, on the embeddings that
 * each step computed, without a gradient to the network, so that nothing else changes. Its accuracy
 * on the validation images is the metric {@code probe} of each epoch. Embeddings are multiplied by
 * the square root of their width; SGD with a constant rate.
 */
final class OnlineProbe implements TrainingListener, AutoCloseable {
  private static final String METRIC = "probe";
  private static final String OPTION = "train.probe";
  private static final double RATE = 0.1;

  private final Dataset validation;
  private final int workers;
  private final long[] labels;
  private final LogisticRegression classifier;
  private final double factor;

  /**
   * Outside any scope.
   *
   * @param width of the embeddings
   * @throws InputException if an image of training or validation has no class, or there are no
   *     validation images
   */
  OnlineProbe(Dataset train, Dataset validation, int width, int workers) {
    if (validation.size() == 0) {
      throw new InputException(
          OPTION
              + " needs validation images but there are none: set split.validation-share above 0, or leave "
              + OPTION
              + " out");
    }
    this.validation = requireNonNull(validation, "validation is null");
    this.workers = workers;
    this.labels = labels(train);
    labels(validation);
    Classes.requireTwo(train, OPTION);
    this.classifier = new LogisticRegression(width, Classes.count(train), false);
    this.factor = Math.sqrt(width);
  }

  private static long[] labels(Dataset images) {
    int[] all = IntStream.range(0, images.size()).toArray();
    return IntStream.of(Labels.require(images, all, OPTION)).asLongStream().toArray();
  }

  /** Weights and velocities, so that a resumed run measures the same. */
  @Override
  public Optional<State> state() {
    State state = new State();
    classifier.tensors().forEach((name, tensor) -> state.tensor(METRIC + "." + name, tensor));
    return Optional.of(state);
  }

  @Override
  public void onBatch(BatchEnd event) {
    try (Scope scope = Scope.open()) {
      long[] classes = Tensors.longs(event.indices());
      for (int i = 0; i < classes.length; i++) {
        classes[i] = labels[(int) classes[i]];
      }
      Tensor rows = scaled(event.features().to(new Device("cpu"), ScalarType.Float));
      classifier.step(rows, Tensors.of(classes, classes.length), RATE, 0);
    }
  }

  private Tensor scaled(Tensor embeddings) {
    return embeddings.mul(new Scalar(factor));
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    NetworkEmbedder embedder = new NetworkEmbedder(event.encoder(), FeatureKind.HEAD);
    try (Scope scope = Scope.openNoGrad()) {
      LabelledVectors found =
          new Features(embedder, Measurement.loading(workers))
              .of(validation, FeatureProgress.NONE)
              .labelled(validation, OPTION);
      Tensor scores = classifier.scores(scaled(found.vectors()));
      event.metrics().addShare(METRIC, Classification.of(scores, found.labels()).top(1));
    }
  }

  /** Frees the classifier; a checkpoint is written and restored before. */
  @Override
  public void close() {
    classifier.close();
  }
}
