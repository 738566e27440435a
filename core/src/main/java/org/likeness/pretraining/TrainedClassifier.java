package org.likeness.pretraining;

import java.nio.file.Path;
import java.util.List;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.encoder.Encoder;
import org.likeness.method.Method;
import org.likeness.nn.DenseLayer;
import org.likeness.torch.Scope;

/** The classifier that a method trained, as a file beside its encoder. */
public final class TrainedClassifier {
  private TrainedClassifier() {}

  /**
   * Saves the classifier, if the method has one.
   *
   * @param folder of the encoder, which is saved there
   * @param encoder of the method
   * @param classes names of the images' classes, used unless the method has others
   */
  public static void save(Path folder, Method method, Encoder encoder, List<String> classes) {
    try (Scope scope = Scope.openNoGrad()) {
      List<DenseLayer> layers = method.classifier();
      if (!layers.isEmpty()) {
        FeatureClassifier.trained(layers, method.classifierNames().orElse(classes), encoder.hash())
            .ifPresent(classifier -> Classifier.save(folder, classifier));
      }
    }
  }
}
