package org.likeness.methods;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.encoder.Network;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.io.FileNames;
import org.likeness.method.State;
import org.likeness.nn.DenseLayer;
import org.likeness.option.OptionValues;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * A trained classifier that teaches a student: an encoder and the classifier of its features. Never
 * trained, and never in training mode.
 */
final class Teacher {
  private final Network network;
  private final FeatureKind features;
  private final List<String> names; // of the classes
  private final List<DenseLayer> classifier; // from the features to the scores
  private final Tensor scale; // [1, 3, 1, 1]
  private final Tensor shift; // [1, 3, 1, 1]

  /**
   * Reads a teacher. Outside any scope.
   *
   * @param run the folder of a run, or the file of its classifier
   * @param view what the student sees; the teacher gets the same pixels in its own normalisation
   * @throws InputException if there is no classifier, or the colours are others than the student's
   */
  Teacher(Path run, ViewOptions view) {
    Scope.refuse("A teacher");
    Classifier taught = load(run);
    Preprocessing own = taught.encoder().preprocessing();
    if (own.colour() != view.colour()) {
      throw new InputException(
          "options.teacher %s sees %s but view.colour is %s: set it to %s"
              .formatted(
                  run,
                  OptionValues.name(own.colour()),
                  OptionValues.name(view.colour()),
                  OptionValues.name(own.colour())));
    }
    network = taught.encoder().network();
    network.weights().values().forEach(tensor -> tensor.set_requires_grad(false));
    FeatureClassifier layers = taught.layers();
    features = layers.features();
    names = layers.names();
    classifier = layers.dense();
    float[] scales = new float[own.mean().size()];
    float[] shifts = new float[scales.length];
    for (int c = 0; c < scales.length; c++) { // x std + mean is the pixel
      scales[c] = (float) (view.std().get(c) / own.std().get(c));
      shifts[c] = (float) ((view.mean().get(c) - own.mean().get(c)) / own.std().get(c));
    }
    scale = Tensors.of(scales, 1, scales.length, 1, 1);
    shift = Tensors.of(shifts, 1, shifts.length, 1, 1);
  }

  /**
   * A teacher of given parts.
   *
   * @param classifier from the features to the scores of the named classes
   * @param scale of the student's views, to those of the teacher
   * @param shift added after it
   */
  Teacher(
      Network network,
      FeatureKind features,
      List<String> names,
      List<DenseLayer> classifier,
      Tensor scale,
      Tensor shift) {
    this.network = network;
    this.features = features;
    this.names = List.copyOf(names);
    this.classifier = List.copyOf(classifier);
    this.scale = scale;
    this.shift = shift;
  }

  /** The teacher that {@code options.teacher} names; none if it is empty. */
  static Optional<Teacher> of(String run, ViewOptions view) {
    return run.isEmpty() ? Optional.empty() : Optional.of(new Teacher(FileNames.path(run), view));
  }

  private static Classifier load(Path run) {
    try {
      return Classifier.load(run);
    } catch (InputException e) {
      throw new InputException(
          "options.teacher of %s cannot be used: %s".formatted(run, e.getMessage()), e);
    }
  }

  /**
   * This teacher with its classes in the order of the images' labels: matched by name where both
   * have names, else by number.
   *
   * @param count classes of the images
   * @param wanted their names; empty if they have none
   * @throws InputException if the images have other classes
   */
  Teacher matching(int count, List<String> wanted) {
    if (names.size() != count) {
      throw new InputException(
          "options.teacher has %d classes but the images have %d: with options.share below 1 both must be the same"
              .formatted(names.size(), count));
    }
    List<String> missing = names.stream().filter(name -> !wanted.contains(name)).toList();
    List<String> further = wanted.stream().filter(name -> !names.contains(name)).toList();
    if (!missing.isEmpty() && areNames(names) && areNames(wanted)) {
      throw new InputException(
          "options.teacher has the class %s but the images have %s instead: with options.share below 1 both must be the same"
              .formatted(missing.get(0), further.get(0)));
    }
    boolean sameNames = missing.isEmpty() && further.isEmpty();
    return sameNames && !wanted.equals(names) ? inOrder(wanted) : this;
  }

  private Teacher inOrder(List<String> wanted) {
    List<DenseLayer> layers = new ArrayList<>(classifier);
    DenseLayer last = layers.remove(layers.size() - 1);
    Tensor order = Tensors.of(wanted.stream().mapToLong(names::indexOf).toArray(), wanted.size());
    layers.add(
        new DenseLayer(
            last.weight().index_select(0, order),
            last.bias().index_select(0, order),
            last.activation()));
    return new Teacher(network, features, wanted, layers, scale, shift);
  }

  /** Whether there are names, other than the numbers of the classes. */
  private static boolean areNames(List<String> classes) {
    return !classes.equals(IntStream.range(0, classes.size()).mapToObj(String::valueOf).toList());
  }

  int classes() {
    return names.size();
  }

  /** The names of its classes, in their order. */
  List<String> names() {
    return names;
  }

  /**
   * Scores of the classes, without a graph.
   *
   * @param images views in the student's normalisation, {@code [B, C, H, W]}
   * @return {@code [B, classes]}
   */
  Tensor logits(Tensor images) {
    Tensor x = images.mul(scale).add(shift);
    Tensor rows = features == FeatureKind.HEAD ? network.embedding(x) : network.features(x);
    for (DenseLayer layer : classifier) {
      rows = layer.forward(rows);
    }
    return rows.detach();
  }

  /** All of its tensors, under {@code teacher.}: they move to the device with the student's. */
  State state() {
    State state = new State();
    network.weights().forEach((name, tensor) -> state.tensor("teacher.network." + name, tensor));
    for (int i = 0; i < classifier.size(); i++) {
      state
          .tensor("teacher.classifier." + i + ".weight", classifier.get(i).weight())
          .tensor("teacher.classifier." + i + ".bias", classifier.get(i).bias());
    }
    return state.tensor("teacher.scale", scale).tensor("teacher.shift", shift);
  }
}
