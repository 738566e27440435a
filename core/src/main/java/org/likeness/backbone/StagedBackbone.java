package org.likeness.backbone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.torch.Tensors;

/**
 * The common part of the backbones: five stages, each with the parameters of its layers, and checks
 * of the input.
 */
abstract sealed class StagedBackbone extends Backbone
    permits ResNet, PlainNetwork, GoogLeNet, VisionTransformer {
  private static final List<String> STAGES = List.of("conv1", "conv2", "conv3", "conv4", "conv5");

  private final String title;
  private final int inputChannels;

  StagedBackbone(String title, int inputChannels) {
    super(title);
    if (inputChannels < 1) {
      throw new IllegalArgumentException(
          "input channels must be positive but are " + inputChannels);
    }
    this.title = title;
    this.inputChannels = inputChannels;
  }

  /** Beginnings of the names of a stage's parameters, such as {@code layer1.}. */
  abstract Set<String> prefixes(String stage);

  /** The side from which on every stage keeps at least one cell. */
  abstract int smallestSide();

  @Override
  public final List<String> stageNames() {
    return STAGES;
  }

  @Override
  public final int inputChannels() {
    return inputChannels;
  }

  @Override
  public final Map<String, Tensor> parametersThrough(String stage) {
    int last = STAGES.indexOf(stage);
    if (last < 0) {
      throw new InputException(
          title + " has no stage '" + stage + "': it has " + String.join(", ", STAGES));
    }
    Set<String> wanted = new TreeSet<>();
    STAGES.subList(0, last + 1).forEach(name -> wanted.addAll(prefixes(name)));
    Map<String, Tensor> found = new LinkedHashMap<>();
    Set<String> buffers = Tensors.bufferNames(this);
    Tensors.named(this)
        .forEach(
            (name, tensor) -> {
              if (!buffers.contains(name) && wanted.stream().anyMatch(name::startsWith)) {
                found.put(name, tensor);
              }
            });
    return found;
  }

  /** The channels of a layer that has {@code channels} of them at width 64. */
  static int scaled(int channels, int width) {
    return Math.max(1, Math.toIntExact((long) channels * width / 64));
  }

  /** Checks the input, before libtorch fails with a message about kernels. */
  final void check(Tensor images) {
    if (images.dim() != 4 || images.size(1) != inputChannels) {
      throw new IllegalArgumentException(
          title
              + " takes images [B, "
              + inputChannels
              + ", H, W] but got "
              + java.util.Arrays.toString(images.shape()));
    }
    long side = Math.min(images.size(2), images.size(3));
    if (side < smallestSide()) {
      throw new InputException(
          title
              + " takes images of "
              + smallestSide()
              + " pixels a side and more but was given "
              + images.size(3)
              + "x"
              + images.size(2)
              + ": raise the size of the views or choose another backbone");
    }
  }
}
