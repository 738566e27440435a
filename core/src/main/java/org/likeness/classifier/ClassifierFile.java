package org.likeness.classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.io.Json;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * A classifier as a safetensors file.
 *
 * <p>Tensors: {@code fc.weight} {@code [classes, features]}, {@code fc.bias} {@code [classes]},
 * {@code norm.mean} and {@code norm.factor} {@code [features]}: the scores of features x are {@code
 * W ((x - mean) * factor) + b}. Metadata:
 *
 * <ul>
 *   <li>{@code likeness.format}: {@code classifier 1}
 *   <li>{@code classes}: a JSON array of the names
 *   <li>{@code features}: {@code head} or {@code backbone}
 *   <li>{@code encoder}: hash of the encoder, 64 hexadecimal digits
 *   <li>{@code origin}: {@code training}, or the name of the evaluation that trained it
 * </ul>
 */
final class ClassifierFile {
  private static final String FORMAT = "classifier 1";
  private static final String WEIGHT = "fc.weight";
  private static final String BIAS = "fc.bias";
  private static final String MEAN = "norm.mean";
  private static final String FACTOR = "norm.factor";

  private ClassifierFile() {}

  static void write(Path file, FeatureClassifier classifier) {
    LinearLayer layer = classifier.layer();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("likeness.format", FORMAT);
    metadata.put("classes", Json.line(classifier.names()));
    metadata.put("features", classifier.features().label());
    metadata.put("encoder", classifier.encoder());
    metadata.put("origin", classifier.origin());
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put(WEIGHT, Tensors.of(layer.weight(), layer.classes(), layer.width()));
      tensors.put(BIAS, Tensors.of(layer.bias(), layer.classes()));
      tensors.put(MEAN, Tensors.of(classifier.scaling().mean(), layer.width()));
      tensors.put(FACTOR, Tensors.of(classifier.scaling().factor(), layer.width()));
      SafeTensors.write(file, tensors, metadata);
    }
  }

  static FeatureClassifier read(Path file) {
    Torch.require();
    SafeTensorsFile saved = SafeTensors.read(file);
    Map<String, String> metadata = saved.metadata();
    if (!metadata.getOrDefault("likeness.format", "").equals(FORMAT)) {
      throw new InputException(
          file
              + " is not a classifier that this version of Likeness reads: name one that it wrote");
    }
    try (Scope scope = Scope.openNoGrad()) {
      return new FeatureClassifier(
          FeatureKind.of(metadata.getOrDefault("features", "")),
          new Scaling(floats(saved, MEAN), floats(saved, FACTOR)),
          new LinearLayer(floats(saved, WEIGHT), floats(saved, BIAS)),
          names(metadata.getOrDefault("classes", "")),
          metadata.getOrDefault("encoder", ""),
          metadata.getOrDefault("origin", ""));
    } catch (IllegalArgumentException | IOException e) {
      throw new InputException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static float[] floats(SafeTensorsFile saved, String name) {
    return Tensors.floats(saved.tensor(name));
  }

  private static List<String> names(String json) throws IOException {
    List<String> names = new ArrayList<>();
    Json.parse(json).forEach(name -> names.add(name.asText()));
    return names;
  }
}
