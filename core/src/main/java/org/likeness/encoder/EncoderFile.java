package org.likeness.encoder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.data.TrainingData;
import org.likeness.error.InputException;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.option.OptionValues;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/**
 * An encoder as a safetensors file.
 *
 * <p>Tensors: the network's weights by name, torchvision's names for a backbone, a head's under
 * {@code head.}; of two halves, both under {@code l.} and {@code ab.}. Metadata:
 *
 * <ul>
 *   <li>{@code likeness.format}: {@code 1}
 *   <li>{@code likeness.hash}: {@link Fingerprint}, 64 hexadecimal digits
 *   <li>{@code network.KEY}: each entry of {@link Network#description()}
 *   <li>{@code preprocessing.resize}, {@code .size}: pixels; {@code .mean}, {@code .std}: numbers,
 *       one per channel, separated by commas; {@code .colour}: the colour space, where it is not
 *       rgb
 *   <li>{@code data.KEY}: each entry of {@link TrainingData}, if that is known; not part of the
 *       hash
 * </ul>
 */
final class EncoderFile {
  private static final String FORMAT = "1";
  private static final String HASH = "likeness.hash";
  private static final String NETWORK = "network.";
  private static final String DATA = "data.";
  private static final String NAME_IN_RUN = "encoder.safetensors";

  private EncoderFile() {}

  static void write(Path file, Encoder encoder) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("likeness.format", FORMAT);
    metadata.put(HASH, encoder.hash());
    encoder.network().description().forEach((key, value) -> metadata.put(NETWORK + key, value));
    Preprocessing preprocessing = encoder.preprocessing();
    metadata.put("preprocessing.resize", Integer.toString(preprocessing.resize()));
    metadata.put("preprocessing.size", Integer.toString(preprocessing.size()));
    if (preprocessing.colour() != ViewOptions.Colour.RGB) {
      metadata.put("preprocessing.colour", OptionValues.name(preprocessing.colour()));
    }
    metadata.put("preprocessing.mean", join(preprocessing.mean()));
    metadata.put("preprocessing.std", join(preprocessing.std()));
    encoder
        .trainingData()
        .ifPresent(data -> data.entries().forEach((key, value) -> metadata.put(DATA + key, value)));
    SafeTensors.write(file, encoder.network().weights(), metadata);
  }

  static String hash(Path fileOrRun) {
    return SafeTensors.read(file(fileOrRun)).metadata().getOrDefault(HASH, "");
  }

  private static Path file(Path fileOrRun) {
    Path file = Files.isDirectory(fileOrRun) ? fileOrRun.resolve(NAME_IN_RUN) : fileOrRun;
    if (!Files.exists(file)) {
      throw new InputException(
          Files.isDirectory(fileOrRun)
              ? fileOrRun
                  + " has no "
                  + NAME_IN_RUN
                  + ": the run has not saved an encoder yet, or this is not a run"
              : "there is no file " + file);
    }
    return file;
  }

  static Encoder read(Path fileOrRun) {
    Path file = file(fileOrRun);
    Torch.require();
    SafeTensorsFile saved = SafeTensors.read(file);
    String format = saved.metadata().getOrDefault("likeness.format", "");
    if (!format.equals(FORMAT)) {
      throw new InputException(
          format.isEmpty()
              ? file
                  + " contains weights but not an encoder, since it has no description of network and preprocessing"
              : file
                  + " was written by another version of Likeness (format "
                  + format
                  + "; this one reads "
                  + FORMAT
                  + ")");
    }
    Encoder encoder;
    Optional<TrainingData> data;
    try {
      Map<String, String> description = NetworkFactory.below(NETWORK, saved.metadata());
      DescribedSizes.require(description, saved);
      encoder = new Encoder(NetworkFactory.create(description), preprocessing(saved.metadata()));
      data = TrainingData.of(NetworkFactory.below(DATA, saved.metadata()));
    } catch (IllegalArgumentException | InputException e) {
      throw new InputException(
          file + " describes an encoder that cannot be built: " + e.getMessage(), e);
    }
    try (Scope scope = Scope.openNoGrad()) {
      copy(file, saved, encoder.network().weights());
    }
    encoder.network().train(false);
    if (!encoder.hash().equals(saved.metadata().get(HASH))) {
      throw new InputException(
          file + " is damaged, since its hash differs: copy or export it again");
    }
    return data.map(encoder::trainedOn).orElse(encoder);
  }

  private static void copy(Path file, SafeTensorsFile saved, Map<String, Tensor> weights) {
    if (!new TreeSet<>(saved.names()).equals(new TreeSet<>(weights.keySet()))) {
      throw new InputException(
          file + " is damaged: its tensors are not those of the network that it describes");
    }
    weights.forEach(
        (name, tensor) -> {
          if (!Arrays.equals(saved.entry(name).sizes(), Tensors.shape(tensor))) {
            throw new InputException(
                file
                    + " is damaged: "
                    + name
                    + " is "
                    + saved.entry(name).shape()
                    + " but the network that it describes needs "
                    + Arrays.toString(Tensors.shape(tensor)));
          }
          saved.copyTo(name, tensor);
        });
  }

  private static Preprocessing preprocessing(Map<String, String> metadata) {
    try {
      return new Preprocessing(
          Integer.parseInt(metadata.getOrDefault("preprocessing.resize", "")),
          Integer.parseInt(metadata.getOrDefault("preprocessing.size", "")),
          OptionValues.choice(
              "preprocessing.colour",
              metadata.getOrDefault("preprocessing.colour", "rgb"),
              ViewOptions.Colour.class),
          numbers(metadata.getOrDefault("preprocessing.mean", "")),
          numbers(metadata.getOrDefault("preprocessing.std", "")));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("its preprocessing has values that are not numbers", e);
    }
  }

  /** Java prints a double so that it reads back the same. */
  private static String join(List<Double> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static List<Double> numbers(String text) {
    return Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
  }
}
