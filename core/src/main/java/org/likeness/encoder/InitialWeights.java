package org.likeness.encoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.backbone.Backbone;
import org.likeness.error.InputException;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Weights to start from instead of random ones: a safetensors file with torchvision's names (for
 * vision transformers timm's, which are DINO's too), such as published weights or an encoder that
 * was saved here.
 *
 * @param file the file
 * @param loaded names that were copied into the backbone
 * @param ignored names of heads ({@code fc.}, {@code classifier.}, {@code head.}, {@code aux1.},
 *     {@code aux2.}) that the backbone does not have
 */
public record InitialWeights(Path file, List<String> loaded, List<String> ignored) {
  private static final List<String> HEADS =
      List.of("fc.", "classifier.", "head.", "aux1.", "aux2.");
  private static final int SHOWN = 3;

  public InitialWeights {
    loaded = List.copyOf(loaded);
    ignored = List.copyOf(ignored);
  }

  /**
   * Copies the weights of {@code file} into {@code backbone}. All must match in name and shape,
   * except those of heads, and positions of tokens, which are interpolated; a norm's {@code
   * num_batches_tracked} may be missing, as in old files. Otherwise the backbone is not changed.
   *
   * @throws InputException if the file cannot be read, or its weights do not match or are not
   *     finite
   */
  public static InitialWeights load(Path file, Backbone backbone) {
    SafeTensorsFile saved = SafeTensors.read(file);
    try (Scope scope = Scope.openNoGrad()) {
      Map<String, Tensor> wanted = Tensors.named(backbone);
      List<String> misfits = new ArrayList<>();
      List<String> ignored = new ArrayList<>();
      for (String name : saved.names()) {
        if (!wanted.containsKey(name)) {
          (isHead(name) ? ignored : misfits).add(name);
        }
      }
      misfits.replaceAll(name -> name + " is unexpected");
      List<String> loaded = new ArrayList<>();
      Map<String, Tensor> fitted = new LinkedHashMap<>();
      wanted.forEach(
          (name, tensor) -> {
            if (!saved.names().contains(name)) {
              if (!name.endsWith("num_batches_tracked")) {
                misfits.add(name + " is missing");
              }
            } else if (Arrays.equals(saved.entry(name).sizes(), Tensors.shape(tensor))) {
              loaded.add(name);
            } else {
              backbone
                  .fitted(name, saved.tensor(name))
                  .ifPresentOrElse(
                      other -> fitted.put(name, other),
                      () ->
                          misfits.add(
                              name
                                  + " is "
                                  + saved.entry(name).shape()
                                  + " instead of "
                                  + Arrays.toString(Tensors.shape(tensor))));
            }
          });
      if (!misfits.isEmpty()) {
        throw new InputException(sentence(saved, file, wanted, misfits));
      }
      fitted.keySet().forEach(name -> requireFinite(saved, file, name));
      loaded.forEach(name -> requireFinite(saved, file, name));
      wanted.forEach(
          (name, tensor) -> {
            if (loaded.contains(name)) {
              saved.copyTo(name, tensor);
            } else if (fitted.containsKey(name)) {
              Tensors.copy(fitted.get(name), tensor);
              loaded.add(name);
            }
          });
      return new InitialWeights(file, loaded, ignored);
    }
  }

  private static boolean isHead(String name) {
    return HEADS.stream().anyMatch(name::startsWith) && !name.startsWith("classifier.norm");
  }

  private static void requireFinite(SafeTensorsFile saved, Path file, String name) {
    try (Scope scope = Scope.openNoGrad()) {
      if (!Tensors.isFinite(saved.tensor(name))) {
        throw new InputException(
            file + " contains values of " + name + " that are not finite: use other weights");
      }
    }
  }

  private static String sentence(
      SafeTensorsFile saved, Path file, Map<String, Tensor> wanted, List<String> misfits) {
    Map<String, List<Long>> there = new LinkedHashMap<>();
    wanted.forEach(
        (name, tensor) -> there.put(name, Arrays.stream(Tensors.shape(tensor)).boxed().toList()));
    Optional<Architecture> inside = Architecture.of(shapes(saved));
    Optional<Architecture> backbone = Architecture.of(there);
    List<String> fix = new ArrayList<>(inside.map(Architecture::settings).orElse(List.of()));
    fix.removeAll(backbone.map(Architecture::settings).orElse(List.of()));
    return file
        + " contains "
        + phrase(inside)
        + " but the backbone is "
        + phrase(backbone)
        + ": "
        + String.join(", ", misfits.subList(0, Math.min(SHOWN, misfits.size())))
        + (misfits.size() > SHOWN ? " and " + (misfits.size() - SHOWN) + " more" : "")
        + (fix.isEmpty() ? "" : "; set " + String.join(", ", fix));
  }

  private static String phrase(Optional<Architecture> network) {
    return network.map(Architecture::phrase).orElse("an unknown network");
  }

  private static Map<String, List<Long>> shapes(SafeTensorsFile saved) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    saved.names().forEach(name -> shapes.put(name, saved.entry(name).shape()));
    return shapes;
  }

  /**
   * The recipe settings for the network of a file, such as {@code backbone.width=64}; empty if the
   * network is unknown.
   *
   * @throws InputException if the file cannot be read
   */
  public static List<String> settings(Path file) {
    return Architecture.of(shapes(SafeTensors.read(file)))
        .map(Architecture::settings)
        .orElse(List.of());
  }

  /** One line for display. */
  public String summary() {
    return loaded.size()
        + " tensors from "
        + file
        + (ignored.isEmpty() ? "" : ", without its head (" + String.join(", ", ignored) + ")");
  }
}
