package org.likeness.encoder;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.nn.Normalize;
import org.likeness.torch.Tensors;

/**
 * A network for patches that takes whole images: it cuts them into a grid of overlapping patches
 * and encodes each by itself (CPC). Features are the mean over all patches; the embedding is the
 * head's output for these features, normalised. An image of any size from one patch on has a grid,
 * whose patches end where the next would leave the image.
 *
 * <p>Weights are those of the network of a patch. A feature map is made of the maps of all patches,
 * each at its place of the grid.
 */
public final class PatchesNetwork implements Network {
  static final String KIND = "patches";

  /** The side of a patch in a description. */
  static final String SIDE = "patch";

  /** From one patch to the next in a description. */
  static final String STRIDE = "stride";

  private static final int ROW = 2;
  private static final int COLUMN = 3;

  private final SingleNetwork patch;
  private final int side;
  private final int stride;

  /**
   * Takes images to patches.
   *
   * @param patch the network of one patch
   * @param side of a patch, in pixels
   * @param stride from one patch to the next, in pixels
   */
  public PatchesNetwork(SingleNetwork patch, int side, int stride) {
    this.patch = requireNonNull(patch, "patch is null");
    if (side < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "patches must have a positive side and stride but have " + side + " and " + stride);
    }
    this.side = side;
    this.stride = stride;
  }

  /** The network of one patch. */
  public SingleNetwork patch() {
    return patch;
  }

  /**
   * The features of each patch.
   *
   * @param images {@code [B, C, H, W]}, or their patches {@code [B, P, C, side, side]}
   * @return {@code [B P, f]}, the patches of an image one after the other
   */
  public Tensor patchFeatures(Tensor images) {
    return patch.features(patches(images).flatten(0, 1));
  }

  /** {@code [B, P, C, side, side]}. */
  private Tensor patches(Tensor images) {
    if (images.dim() == 5) {
      return images;
    }
    if (images.dim() != 4) {
      throw new IllegalArgumentException(
          "a patch network takes images [B, C, H, W] or patches [B, P, C, h, w] but got "
              + Arrays.toString(Tensors.shape(images)));
    }
    if (rows(images.size(ROW)) < 1 || rows(images.size(COLUMN)) < 1) {
      throw new InputException(
          "a patch of "
              + side
              + " pixels does not fit into an image of "
              + images.size(COLUMN)
              + "x"
              + images.size(ROW)
              + ": use larger images");
    }
    return images
        .unfold(ROW, side, stride) // [B, C, h, W, side]
        .unfold(COLUMN, side, stride) // [B, C, h, w, side, side]
        .permute(0, 2, 3, 1, 4, 5)
        .flatten(1, 2);
  }

  private long rows(long size) {
    return size < side ? 0 : (size - side) / stride + 1;
  }

  @Override
  public Tensor features(Tensor images) {
    Tensor each = patchFeatures(images); // [B P, f]
    return each.view(images.size(0), -1, featureSize()).mean(1);
  }

  @Override
  public Tensor embedding(Tensor images) {
    return Normalize.rows(patch.head().forward(features(images)));
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    Tensor patches = patches(images);
    long b = patches.size(0);
    long p = patches.size(1);
    long h = images.dim() == 5 ? Math.round(Math.sqrt((double) p)) : rows(images.size(ROW));
    LinkedHashMap<String, Tensor> maps = new LinkedHashMap<>();
    patch
        .stages(patches.flatten(0, 1))
        .forEach((name, map) -> maps.put(name, onGrid(map, b, h, p / h)));
    return maps;
  }

  /** {@code [B h w, c, y, x]} to {@code [B, c, h y, w x]}. */
  private static Tensor onGrid(Tensor map, long b, long h, long w) {
    long c = map.size(1);
    long y = map.size(ROW);
    long x = map.size(COLUMN);
    return map.reshape(b, h, w, c, y, x).permute(0, 3, 1, 4, 2, 5).reshape(b, c, h * y, w * x);
  }

  @Override
  public int featureSize() {
    return patch.featureSize();
  }

  @Override
  public int embeddingSize() {
    return patch.embeddingSize();
  }

  @Override
  public void train(boolean training) {
    patch.train(training);
  }

  @Override
  public boolean isTraining() {
    return patch.isTraining();
  }

  @Override
  public void bfloat16(boolean on) {
    patch.bfloat16(on);
  }

  @Override
  public Map<String, Tensor> weights() {
    return patch.weights();
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>(patch.description());
    description.put("network", KIND);
    description.put(SIDE, Integer.toString(side));
    description.put(STRIDE, Integer.toString(stride));
    return description;
  }
}
