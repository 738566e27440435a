package org.likeness.classifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
 * W ((x - mean) * factor) + b}. Hidden layers in front of {@code fc} are {@code hidden.I.weight}
 * {@code [out, in]} and {@code hidden.I.bias} {@code [out]}. Metadata:
 *
 * <ul>
 *   <li>{@code likeness.format}: {@code classifier 1}, or {@code classifier 2} with hidden layers
 *   <li>{@code hidden}: with hidden layers, a JSON array of what follows each: {@code relu} or
 *       {@code none}
 *   <li>{@code classes}: a JSON array of the names
 *   <li>{@code features}: {@code head} or {@code backbone}
 *   <li>{@code encoder}: hash of the encoder, 64 hexadecimal digits
 *   <li>{@code origin}: {@code training}, or the name of the evaluation that trained it
 * </ul>
 */
final class ClassifierFile {
  private static final String FORMAT = "classifier 1";
  private static final String FORMAT_WITH_HIDDEN = "classifier 2";
  private static final String HIDDEN = "hidden";
  private static final String RELU = "relu";
  private static final String WEIGHT = "fc.weight";
  private static final String BIAS = "fc.bias";
  private static final String MEAN = "norm.mean";
  private static final String FACTOR = "norm.factor";

  private ClassifierFile() {}

  static void write(Path file, FeatureClassifier classifier) {
    LinearLayer layer = classifier.layer();
    Map<String, String> metadata = new LinkedHashMap<>();
    List<HiddenLayer> hidden = classifier.hidden();
    metadata.put("likeness.format", hidden.isEmpty() ? FORMAT : FORMAT_WITH_HIDDEN);
    if (!hidden.isEmpty()) {
      metadata.put(
          HIDDEN, Json.line(hidden.stream().map(each -> each.relu() ? RELU : "none").toList()));
    }
    metadata.put("classes", Json.line(classifier.names()));
    metadata.put("features", classifier.features().label());
    metadata.put("encoder", classifier.encoder());
    metadata.put("origin", classifier.origin());
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put(WEIGHT, Tensors.of(layer.weight(), layer.classes(), layer.width()));
      tensors.put(BIAS, Tensors.of(layer.bias(), layer.classes()));
      tensors.put(MEAN, Tensors.of(classifier.scaling().mean(), classifier.width()));
      tensors.put(FACTOR, Tensors.of(classifier.scaling().factor(), classifier.width()));
      for (int i = 0; i < hidden.size(); i++) {
        LinearLayer each = hidden.get(i).layer();
        tensors.put(hiddenWeight(i), Tensors.of(each.weight(), each.classes(), each.width()));
        tensors.put(hiddenBias(i), Tensors.of(each.bias(), each.classes()));
      }
      SafeTensors.write(file, tensors, metadata);
    }
  }

  static FeatureClassifier read(Path file) {
    Torch.require();
    SafeTensorsFile saved = SafeTensors.read(file);
    Map<String, String> metadata = saved.metadata();
    String format = metadata.getOrDefault("likeness.format", "");
    if (!format.equals(FORMAT) && !format.equals(FORMAT_WITH_HIDDEN)) {
      throw new InputException(
          file
              + " is not a classifier that this version of Likeness reads: name one that it wrote");
    }
    try (Scope scope = Scope.openNoGrad()) {
      return new FeatureClassifier(
          FeatureKind.of(metadata.getOrDefault("features", "")),
          new Scaling(floats(saved, MEAN), floats(saved, FACTOR)),
          hidden(saved, metadata.getOrDefault(HIDDEN, "[]")),
          new LinearLayer(floats(saved, WEIGHT), floats(saved, BIAS)),
          names(metadata.getOrDefault("classes", "")),
          metadata.getOrDefault("encoder", ""),
          metadata.getOrDefault("origin", ""));
    } catch (IllegalArgumentException | IOException e) {
      throw new InputException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static List<HiddenLayer> hidden(SafeTensorsFile saved, String json) throws IOException {
    List<String> activations = names(json);
    return IntStream.range(0, activations.size())
        .mapToObj(
            i ->
                new HiddenLayer(
                    new LinearLayer(floats(saved, hiddenWeight(i)), floats(saved, hiddenBias(i))),
                    activations.get(i).equals(RELU)))
        .toList();
  }

  private static String hiddenWeight(int layer) {
    return HIDDEN + "." + layer + ".weight";
  }

  private static String hiddenBias(int layer) {
    return HIDDEN + "." + layer + ".bias";
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
